namespace Panta.Learning.Trees;

/// <summary>Where a number may be split, as spark.ml chooses it: midpoints of all distinct values, or of those nearest to equal weights.</summary>
static class SplitCandidates
{
    /// <summary>At least so many rows are looked at; with more rows (and more than bins squared) a seeded sample of that size is.</summary>
    const int SampleRows = 10_000;

    /// <summary>Finds at most <paramref name="maxBins"/> − 1 thresholds, ascending and distinct; none for a constant column.</summary>
    public static double[] Find(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, int maxBins, ulong seed)
    {
        var (keys, mass) = Distinct(values, weights, maxBins, seed);
        if (keys.Count <= 1) return [];
        if (keys.Count <= maxBins) return [.. Enumerable.Range(0, keys.Count - 1).Select(i => Midpoint(keys[i], keys[i + 1]))];

        return Quantiles(keys, mass, maxBins);
    }

    /// <summary>The column's distinct values, ascending, and the weight of each.</summary>
    static (List<double> Values, List<double> Weights) Distinct(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, int maxBins, ulong seed)
    {
        var required = Math.Max((long)maxBins * maxBins, SampleRows);
        var fraction = required < values.Length ? (double)required / values.Length : 1;
        var (sample, mass) = (new List<double>(), new List<double>());
        for (var i = 0; i < values.Length; i++)
        {
            if (fraction < 1 && SplitMix.At(seed, (ulong)i) >= fraction) continue;
            sample.Add(values[i] == 0 ? 0.0 : values[i]); // −0 and 0 are one value
            mass.Add(weights.IsEmpty ? 1 : weights[i]);
        }

        var (sorted, order) = (sample.ToArray(), mass.ToArray());
        Array.Sort(sorted, order);
        var (distinct, sums) = (new List<double>(), new List<double>());
        for (var i = 0; i < sorted.Length; i++)
        {
            if (distinct.Count == 0 || distinct[^1] != sorted[i])
            {
                distinct.Add(sorted[i]);
                sums.Add(0);
            }
            sums[^1] += order[i];
        }
        return (distinct, sums);
    }

    static double[] Quantiles(List<double> values, List<double> weights, int maxBins)
    {
        var stride = weights.Sum() / maxBins;
        var (current, target) = (weights[0], stride);
        var thresholds = new List<double>();
        for (var i = 1; i < values.Count; i++)
        {
            var previous = current;
            current += weights[i];
            if (Math.Abs(previous - target) >= Math.Abs(current - target)) continue;
            thresholds.Add(Midpoint(values[i - 1], values[i]));
            target += stride;
        }
        return [.. thresholds];
    }

    static double Midpoint(double low, double high) => (low + high) / 2;
}
