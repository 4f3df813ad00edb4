namespace Panta.Monitoring.Drift;

/// <summary>Wasserstein-1 ("earth mover's") distance: how far must values move, on average, to turn one sample into the other?</summary>
public static class Wasserstein
{
    /// <summary>The least standard deviation that <see cref="Normed"/> divides by.</summary>
    public const double LeastDeviation = 0.001;

    /// <summary>The distance ∫|F − G| between two samples, in the column's unit; 0 for equal ones.</summary>
    /// <param name="reference">Values of the reference, ascending, no NaN; at least one.</param>
    /// <param name="current">Values of the window, ascending, no NaN; at least one.</param>
    /// <exception cref="ArgumentException">A sample is empty, not ascending, or holds a NaN.</exception>
    /// <remarks>Cost: n + m steps.</remarks>
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Samples.RequireAscending(reference, nameof(reference));
        Samples.RequireAscending(current, nameof(current));

        double n = reference.Length, m = current.Length, sum = 0, last = Math.Min(reference[0], current[0]);
        for (int i = 0, j = 0; i < n || j < m;)
        {
            var next = j >= m || (i < n && reference[i] <= current[j]) ? reference[i] : current[j];
            sum += Math.Abs(i / n - j / m) * (next - last);
            last = next;
            while (i < n && reference[i] == next) i++;
            while (j < m && current[j] == next) j++;
        }
        return sum;
    }

    /// <summary>The distance in standard deviations of the reference: comparable between columns, whatever their unit.</summary>
    /// <param name="reference">Values of the reference, ascending, no NaN; at least one.</param>
    /// <param name="current">Values of the window, ascending, no NaN; at least one.</param>
    /// <returns>
    /// 0 or more; a shift by half a standard deviation gives about 0.5. A deviation under 0.001 counts as 0.001, so the number of a constant reference, or
    /// of a column
    /// in tiny units, means little: <see cref="CliffsDelta"/> does not depend on units.
    /// </returns>
    /// <exception cref="ArgumentException">A sample is empty, not ascending, or holds a NaN.</exception>
    public static double Normed(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        Distance(reference, current) / Math.Max(Samples.Moments(reference).Deviation, LeastDeviation);
}
