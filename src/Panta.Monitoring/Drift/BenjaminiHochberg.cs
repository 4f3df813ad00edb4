namespace Panta.Monitoring.Drift;

/// <summary>
/// Benjamini–Hochberg adjustment: which of many p-values are still small when there were so many chances? Controls the share of false findings.
/// </summary>
public static class BenjaminiHochberg
{
    /// <summary>The adjusted p-values: rejecting those ≤ α keeps the expected share of false rejections at α.</summary>
    /// <param name="pValues">P-values, each in [0, 1].</param>
    /// <returns>As many adjusted ones in the same order: min over j ≥ k of p₍ⱼ₎ · K / j, at most 1.</returns>
    /// <exception cref="ArgumentException">One is not in [0, 1].</exception>
    /// <remarks>Benjamini and Hochberg (1995). Cost: one sort.</remarks>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        var order = new int[pValues.Length];
        var sorted = pValues.ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            if (!(sorted[i] >= 0 && sorted[i] <= 1))
                throw new ArgumentException($"The p-value at index {i} is {sorted[i]}; it must lie in [0, 1].", nameof(pValues));
            order[i] = i;
        }
        Array.Sort(sorted, order);

        var adjusted = new double[sorted.Length];
        var least = 1d;
        for (var k = sorted.Length; k >= 1; k--)
        {
            least = Math.Min(least, sorted[k - 1] * sorted.Length / k);
            adjusted[order[k - 1]] = least;
        }
        return adjusted;
    }
}
