using System.Buffers;
using Panta.Monitoring.Distributions;

namespace Panta.Monitoring.Drift;

/// <summary>Two-sample Kolmogorov–Smirnov test: have two numeric samples the same distribution?</summary>
/// <remarks>
/// Exact for n · m ≤ 1,000,000 by counting lattice paths, where ties count as one jump; else the limit law of Smirnov (1939), which is a little conservative.
/// </remarks>
public static class KolmogorovSmirnov
{
    /// <summary>Up to this n · m the p-value is exact.</summary>
    public const long ExactCells = 1_000_000;

    /// <summary>Compares the empirical distributions of two samples.</summary>
    /// <param name="reference">Values of the reference window, ascending, no NaN; length n ≥ 1.</param>
    /// <param name="current">Values of the current window, ascending, no NaN; length m ≥ 1.</param>
    /// <returns>The largest gap between the two distribution functions, in [0, 1], and its two-sided p-value.</returns>
    /// <exception cref="ArgumentException">A sample is empty, not ascending, or holds a NaN.</exception>
    /// <remarks>Cost: n + m steps, and n · m more where the p-value is exact.</remarks>
    public static DriftTest Compare(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Samples.RequireAscending(reference, nameof(reference));
        Samples.RequireAscending(current, nameof(current));

        long n = reference.Length, m = current.Length;
        var gap = Gap(reference, current);
        var statistic = gap / ((double)n * m);
        return n * m <= ExactCells
            ? new(statistic, ExactPValue((int)n, (int)m, gap), "exact")
            : new(statistic, AsymptoticPValue(n, m, statistic), "asymptotic");
    }

    /// <summary>The limit law's p-value of a gap.</summary>
    /// <param name="n">Rows of the reference.</param>
    /// <param name="m">Rows of the window.</param>
    /// <param name="statistic">The gap, in [0, 1].</param>
    internal static double AsymptoticPValue(long n, long m, double statistic) => Kolmogorov.UpperTail(statistic * Math.Sqrt((double)n * m / (n + m)));

    /// <summary>
    /// P(gap ≥ the one found) by the share of lattice paths that reach it. Probabilities of having reached it are added up, never subtracted, so that
    /// small p-values keep their digits.
    /// </summary>
    /// <param name="n">Rows of the reference.</param>
    /// <param name="m">Rows of the window.</param>
    /// <param name="gap">The gap in units of 1 / (n · m).</param>
    internal static double ExactPValue(int n, int m, long gap)
    {
        if (gap == 0) return 1;

        var rented = ArrayPool<double>.Shared.Rent(m + 1);
        var row = rented.AsSpan(0, m + 1);
        for (var j = 0; j <= m; j++) row[j] = (long)j * n >= gap ? 1 : 0;
        for (long i = 1; i <= n; i++)
        {
            row[0] = i * m >= gap ? 1 : 0;
            for (long j = 1; j <= m; j++)
                row[(int)j] = Math.Abs(i * m - j * n) >= gap ? 1 : (i * row[(int)j] + j * row[(int)j - 1]) / (i + j);
        }
        var p = row[m];
        ArrayPool<double>.Shared.Return(rented);
        return p;
    }

    /// <summary>The largest |i · m − j · n|: the gap in whole numbers, so that equal gaps are equal.</summary>
    static long Gap(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        long n = reference.Length, m = current.Length, gap = 0;
        int i = 0, j = 0;
        while (i < n && j < m)
        {
            var x = reference[i];
            var y = current[j];
            if (x <= y) do i++; while (i < n && reference[i] == x);
            if (y <= x) do j++; while (j < m && current[j] == y);
            gap = Math.Max(gap, Math.Abs(i * m - j * n));
        }
        return gap;
    }
}
