namespace Panta.Monitoring.Drift;

/// <summary>Cliff's delta: is a value of the window more often larger or smaller than one of the reference? An effect size without unit.</summary>
public static class CliffsDelta
{
    /// <summary>P(current &gt; reference) − P(current &lt; reference).</summary>
    /// <param name="reference">Values of the reference, ascending, no NaN; at least one.</param>
    /// <param name="current">Values of the window, ascending, no NaN; at least one.</param>
    /// <returns>In [−1, 1]; 0 when neither is larger, 1 when every value of the window is larger than every one of the reference.</returns>
    /// <exception cref="ArgumentException">A sample is empty, not ascending, or holds a NaN.</exception>
    /// <remarks>Cost: n + m steps. Cliff (1993), "Dominance statistics".</remarks>
    public static double Compare(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Samples.RequireAscending(reference, nameof(reference));
        Samples.RequireAscending(current, nameof(current));

        long balance = 0;
        int below = 0, upTo = 0;
        foreach (var value in current)
        {
            while (below < reference.Length && reference[below] < value) below++;
            while (upTo < reference.Length && reference[upTo] <= value) upTo++;
            balance += below - (reference.Length - upTo);
        }
        return balance / ((double)reference.Length * current.Length);
    }
}
