namespace Panta.Data.Frames;

/// <summary>
/// Quantiles of a stream in bounded memory: Greenwald and Khanna, "Space-efficient online computation of quantile summaries" (2001), in the form that Spark's
/// <c>QuantileSummaries</c> gives it, so that the answers are Spark's on one partition. NaN is the greatest number.
/// </summary>
/// <param name="relativeError">By how much of n the rank of an answer may be wrong; 0 keeps every number.</param>
sealed class QuantileSummary(double relativeError)
{
    const int HeadSize = 50_000;
    const int CompressThreshold = 10_000;

    readonly List<double> _head = [];
    List<Sample> _samples = [];
    long _count;

    /// <summary>Takes a number in.</summary>
    public void Add(double value)
    {
        _head.Add(value);
        if (_head.Count < HeadSize) return;

        TakeHead();
        if (_samples.Count >= CompressThreshold) Compress();
    }

    /// <summary>The quantiles; none where no number was taken in.</summary>
    /// <param name="probabilities">Each in [0, 1]; in any order.</param>
    public double[] Query(IReadOnlyList<double> probabilities)
    {
        TakeHead();
        Compress();
        if (_samples.Count == 0) return [];

        var targetError = _samples.Max(sample => sample.Delta + sample.Weight) / 2.0;
        var (answers, at, minRank) = (new double[probabilities.Count], 0, _samples[0].Weight);
        foreach (var (place, probability) in probabilities.Index().OrderBy(entry => entry.Item))
        {
            if (probability <= relativeError || _samples.Count == 1) answers[place] = _samples[0].Value;
            else if (probability >= 1 - relativeError) answers[place] = _samples[^1].Value;
            else answers[place] = Find(ref at, ref minRank, targetError, (long)Math.Ceiling(probability * _count));
        }

        return answers;
    }

    double Find(ref int at, ref long minRank, double targetError, long rank)
    {
        for (var (i, least) = (at, minRank); i < _samples.Count - 1; least += _samples[++i].Weight)
        {
            if (least + _samples[i].Delta - targetError > rank || rank > least + targetError) continue;

            (at, minRank) = (i, least);
            return _samples[i].Value;
        }

        (at, minRank) = (_samples.Count - 1, 0);
        return _samples[^1].Value;
    }

    void TakeHead()
    {
        if (_head.Count == 0) return;

        _head.Sort(Order);
        var (merged, next) = (new List<Sample>(_samples.Count + _head.Count), 0);
        for (var i = 0; i < _head.Count; i++)
        {
            while (next < _samples.Count && Order(_samples[next].Value, _head[i]) <= 0) merged.Add(_samples[next++]);

            _count++;
            var isEnd = merged.Count == 0 || (next == _samples.Count && i == _head.Count - 1);
            merged.Add(new(_head[i], 1, isEnd ? 0 : (long)Math.Floor(2 * relativeError * _count)));
        }

        merged.AddRange(_samples[next..]);
        _samples = merged;
        _head.Clear();
    }

    // From the greatest down, samples are merged into the one above as long as its rank stays sure enough; the least and the greatest are kept.
    void Compress()
    {
        if (_samples.Count == 0) return;

        var (threshold, kept, head) = (2 * relativeError * _count, new List<Sample>(), _samples[^1]);
        for (var i = _samples.Count - 2; i >= 1; i--)
        {
            var sample = _samples[i];
            if (sample.Weight + head.Weight + head.Delta < threshold)
            {
                head = head with { Weight = head.Weight + sample.Weight };
                continue;
            }

            kept.Add(head);
            head = sample;
        }

        kept.Add(head);
        if (_samples.Count > 1 && Order(_samples[0].Value, head.Value) <= 0) kept.Add(_samples[0]);
        kept.Reverse();
        _samples = kept;
    }

    // NaN last, and −0 before 0, so that of equal numbers it is always the same one that comes out.
    static int Order(double a, double b)
    {
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a).CompareTo(double.IsNaN(b));
        return a == 0 && b == 0 ? double.IsNegative(b).CompareTo(double.IsNegative(a)) : a.CompareTo(b);
    }

    // A value, how many numbers it stands for, and by how much their rank is not known.
    readonly record struct Sample(double Value, long Weight, long Delta);
}
