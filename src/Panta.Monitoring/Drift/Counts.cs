namespace Panta.Monitoring.Drift;

/// <summary>What the comparisons of counts share.</summary>
static class Counts
{
    /// <summary>The rows of both sides, after a check of the counts.</summary>
    /// <exception cref="ArgumentException">Lengths differ, a count is negative or no number, or a side has no rows.</exception>
    public static (double Reference, double Current) Totals(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.Length != current.Length)
            throw new ArgumentException(
                $"The reference has {reference.Length} cells and the window {current.Length}: both need the same bins in the same order.", nameof(current));
        return (Total(reference, nameof(reference)), Total(current, nameof(current)));
    }

    /// <summary>a · b − c · d to the last digits, where the products of large counts would round first (Kahan).</summary>
    public static double Difference(double a, double b, double c, double d)
    {
        var product = c * d;
        var rounding = Math.FusedMultiplyAdd(c, d, -product);
        return Math.FusedMultiplyAdd(a, b, -product) - rounding;
    }

    static double Total(ReadOnlySpan<double> counts, string side)
    {
        var total = 0d;
        for (var i = 0; i < counts.Length; i++)
        {
            if (!(counts[i] >= 0 && double.IsFinite(counts[i])))
                throw new ArgumentException($"The {side} count of cell {i} is {counts[i]}: counts are zero or more.", side);
            total += counts[i];
        }
        return total > 0 ? total : throw new ArgumentException($"The {side} side has no rows: a comparison needs at least one on each side.", side);
    }
}
