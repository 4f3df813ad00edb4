namespace Panta.Data.Profiles;

/// <summary>
/// Statistics of numbers, neither null nor NaN. Times are microseconds since 1970, dates days since then. Quartiles are interpolated linearly between order
/// statistics (type 7 of Hyndman and Fan, 1996), as R, NumPy and DuckDB's quantile_cont do.
/// </summary>
/// <param name="Count">How many numbers; at least 1.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The sample standard deviation (n − 1); NaN of a single number.</param>
/// <param name="Min">The least.</param>
/// <param name="Q1">The first quartile.</param>
/// <param name="Median">The median.</param>
/// <param name="Q3">The third quartile.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Histogram">How they are spread.</param>
public sealed record NumberSummary(
    long Count, double Mean, double StandardDeviation, double Min, double Q1, double Median, double Q3, double Max, Histogram Histogram)
{
    /// <summary>The statistics of finite and infinite numbers; null where there is none.</summary>
    /// <param name="sorted">The numbers, ascending, without NaN.</param>
    internal static NumberSummary? Of(ReadOnlySpan<double> sorted)
    {
        if (sorted.IsEmpty) return null;

        var mean = MeanOf(sorted);
        var squares = 0d;
        foreach (var x in sorted) squares += (x - mean) * (x - mean);
        return new(
            sorted.Length, mean, sorted.Length == 1 ? double.NaN : Math.Sqrt(squares / (sorted.Length - 1)),
            sorted[0], Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75), sorted[^1], Histogram.Of(sorted));
    }

    /// <summary>A quantile by linear interpolation.</summary>
    /// <param name="sorted">The numbers, ascending; at least one.</param>
    /// <param name="p">Which, in [0, 1].</param>
    internal static double Quantile(ReadOnlySpan<double> sorted, double p)
    {
        var at = p * (sorted.Length - 1);
        var below = (int)Math.Floor(at);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] == sorted[above] ? sorted[below] : sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    // A running mean of the deviations from the first number: microseconds since 1970 would lose digits in a plain sum.
    static double MeanOf(ReadOnlySpan<double> values)
    {
        var sum = 0d;
        foreach (var x in values) sum += x - values[0];
        return values[0] + sum / values.Length;
    }
}
