using Panta.Monitoring.Distributions;

namespace Panta.Monitoring.Drift;

/// <summary>Population stability index Σ (p − q) ln(p/q): how different are two histograms over the same bins? The industry's bands are 0.1 and 0.2.</summary>
public static class PopulationStability
{
    /// <summary>
    /// The index of two histograms. Cells empty on both sides are dropped, then <paramref name="smoothing"/> is added to every cell of both
    /// sides.
    /// </summary>
    /// <param name="reference">Rows of the reference in each cell, none negative.</param>
    /// <param name="current">Rows of the window in each cell, in the same order.</param>
    /// <param name="smoothing">What is added to each count; 0 or more. Default ½ (Jeffreys): without it one empty cell makes the index infinite.</param>
    /// <returns>0 or more; infinite only without smoothing.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a count is negative, or a side has no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is negative.</exception>
    public static double Index(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double smoothing = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(smoothing);
        var (n, m) = Counts.Totals(reference, current);
        var cells = Cells(reference, current);
        n += cells * smoothing;
        m += cells * smoothing;

        var sum = 0d;
        for (var i = 0; i < reference.Length; i++)
        {
            if (reference[i] + current[i] == 0) continue;

            // ln(p/q) by the relative difference d = (p − q)/(p + q), since logarithms of nearly equal shares cancel.
            double left = reference[i] + smoothing, right = current[i] + smoothing, difference = Counts.Difference(left, m, right, n);
            var d = difference / (left * m + right * n);
            sum += difference / (n * m) * (SpecialFunctions.LogOnePlus(d) - SpecialFunctions.LogOnePlus(-d));
        }
        return sum;
    }

    /// <summary>How many cells hold a row of either side.</summary>
    public static int Cells(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var cells = 0;
        for (var i = 0; i < reference.Length; i++)
            if (reference[i] + current[i] > 0) cells++;
        return cells;
    }

    /// <summary>The index that a share <paramref name="alpha"/> of windows without any drift exceeds: (1/n + 1/m) · χ²(B − 1).</summary>
    /// <param name="n">Rows of the reference; over 0.</param>
    /// <param name="m">Rows of the window; over 0.</param>
    /// <param name="cells">Cells B that hold a row of either side.</param>
    /// <param name="alpha">Share of false alarms, in (0, 1). Default 0.05.</param>
    /// <returns>0 or more: with ten cells and a window of 100 rows about 0.17, however large the reference.</returns>
    public static double NullQuantile(double n, double m, int cells, double alpha = 0.05) =>
        cells < 2 ? 0 : (1 / n + 1 / m) * ChiSquared.Quantile(1 - alpha, cells - 1);
}
