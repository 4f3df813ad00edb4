using System.Runtime.InteropServices;
using Panta.Monitoring.Distributions;

namespace Panta.Monitoring.Performance;

/// <summary>A mean over rows that come in dependent blocks (days): its standard error is that of a ratio of block sums, linearised.</summary>
/// <param name="Mean">The mean over all rows.</param>
/// <param name="StandardError">Its standard error, NaN when there is one block with one row.</param>
/// <param name="Freedom">Degrees of freedom: blocks − 1.</param>
/// <param name="Rows">How many rows.</param>
readonly record struct BlockMean(double Mean, double StandardError, long Freedom, long Rows)
{
    /// <summary>The mean with its t-interval.</summary>
    public Estimate ToEstimate() => Interval(Mean, StandardError);

    /// <summary>The root of the mean with its t-interval, by the delta method.</summary>
    public Estimate ToRootEstimate() => Interval(Math.Sqrt(Mean), Mean == 0 ? 0 : StandardError / (2 * Math.Sqrt(Mean)));

    /// <summary>Probability of a mean this large or larger while the true one is <paramref name="level"/>.</summary>
    public double? PValueAbove(double level) => (Freedom, StandardError) switch
    {
        ( < 1, _) => null,
        (_, 0) => Mean > level ? 0 : 1,
        _ => StudentT.UpperTail((Mean - level) / StandardError, Freedom),
    };

    Estimate Interval(double value, double error)
    {
        if (Freedom < 1) return new(value);

        var half = StudentT.Quantile(0.975, Freedom) * error;
        return new(value, Math.Max(0, value - half), value + half);
    }

    /// <summary>Sums by block, added row by row.</summary>
    public sealed class Sums
    {
        readonly Dictionary<long, (double Sum, long Rows)> _blocks = [];
        readonly List<double> _values = [];

        public long Rows => _values.Count;

        public void Add(long block, double value)
        {
            ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, block, out _);
            sums = (sums.Sum + value, sums.Rows + 1);
            _values.Add(value);
        }

        public BlockMean ToMean()
        {
            var blocks = _blocks.Count > 1
                ? [.. _blocks.OrderBy(block => block.Key).Select(block => block.Value)]
                : _values.ConvertAll(value => (Sum: value, Rows: 1L));
            var mean = blocks.Sum(block => block.Sum) / Rows;
            var squares = blocks.Sum(block => Math.Pow(block.Sum - mean * block.Rows, 2));
            return new(mean, Math.Sqrt(squares * blocks.Count / (blocks.Count - 1.0)) / Rows, blocks.Count - 1, Rows);
        }
    }
}
