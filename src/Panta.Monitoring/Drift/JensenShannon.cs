using Panta.Monitoring.Distributions;

namespace Panta.Monitoring.Drift;

/// <summary>Jensen–Shannon divergence: how different are two histograms over the same bins? Needs no smoothing; empty cells are fine.</summary>
public static class JensenShannon
{
    /// <summary>½ KL(p ‖ μ) + ½ KL(q ‖ μ) with μ = (p + q)/2, in natural logarithms.</summary>
    /// <param name="reference">Rows of the reference in each cell, none negative.</param>
    /// <param name="current">Rows of the window in each cell, in the same order.</param>
    /// <returns>In [0, ln 2]; 0 for equal shares.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a count is negative, or a side has no rows.</exception>
    /// <remarks>Lin (1991). Without drift it is about ⅛ (1/n + 1/m) · χ²(B − 1).</remarks>
    public static double Divergence(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (n, m) = Counts.Totals(reference, current);
        var sum = 0d;
        for (var i = 0; i < reference.Length; i++)
        {
            double p = reference[i] / n, q = current[i] / m;
            if (p + q == 0) continue;

            // With d = (p − q)/(p + q) the cell's part is μ/2 · [(1+d) ln(1+d) + (1−d) ln(1−d)], in a form that keeps its digits for small d.
            var d = Counts.Difference(reference[i], m, current[i], n) / (reference[i] * m + current[i] * n);
            var part = Math.Abs(d) == 1
                ? 2 * Math.Log(2)
                : d * (SpecialFunctions.LogOnePlus(d) - SpecialFunctions.LogOnePlus(-d)) + SpecialFunctions.LogOnePlus(-d * d);
            sum += (p + q) / 4 * part;
        }
        return Math.Max(0, sum);
    }

    /// <summary>The square root of <see cref="Divergence"/>: a metric, in [0, 0.8326].</summary>
    /// <param name="reference">Rows of the reference in each cell.</param>
    /// <param name="current">Rows of the window in each cell, in the same order.</param>
    /// <exception cref="ArgumentException">Lengths differ, a count is negative, or a side has no rows.</exception>
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) => Math.Sqrt(Divergence(reference, current));
}
