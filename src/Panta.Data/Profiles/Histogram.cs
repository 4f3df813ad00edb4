using System.Collections.Immutable;

namespace Panta.Data.Profiles;

/// <summary>How many numbers lie in each of several bins of equal width. A bin holds its lower edge, the last one both.</summary>
/// <param name="Edges">The edges, ascending; one more than bins. One number alone has one bin of width 0.</param>
/// <param name="Counts">How many numbers lie in each bin; infinities count in the outermost.</param>
public sealed record Histogram(ImmutableArray<double> Edges, ImmutableArray<long> Counts)
{
    const int MostBins = 30;

    /// <summary>Whether both have the same edges and counts.</summary>
    /// <param name="other">The histogram compared with.</param>
    public bool Equals(Histogram? other) => other is not null && Edges.AsSpan().SequenceEqual(other.Edges.AsSpan()) && Counts.AsSpan().SequenceEqual(other.Counts.AsSpan());

    /// <summary>A hash of the number of bins.</summary>
    public override int GetHashCode() => Counts.Length;

    /// <summary>A histogram of numbers: a bin each for a few whole numbers near each other, else at most 30 by Sturges' rule (1926) doubled.</summary>
    /// <param name="sorted">The numbers, ascending, without NaN; at least one.</param>
    internal static Histogram Of(ReadOnlySpan<double> sorted)
    {
        var (first, last) = FiniteEnds(sorted);
        if (first == last) return new([first, last], [sorted.Length]);

        var whole = last - first < MostBins && AreWhole(sorted);
        var bins = whole ? (int)(last - first) + 1 : Math.Min(MostBins, 2 * ((int)Math.Log2(sorted.Length) + 1));
        var (low, width) = whole ? (first - 0.5, 1) : (first, last / bins - first / bins);
        var counts = new long[bins];
        foreach (var x in sorted) counts[(int)Math.Clamp((x - low) / width, 0, bins - 1)]++;
        return new([.. Enumerable.Range(0, bins).Select(i => low + i * width), whole ? last + 0.5 : last], [.. counts]);
    }

    static (double First, double Last) FiniteEnds(ReadOnlySpan<double> sorted)
    {
        var (from, to) = (0, sorted.Length - 1);
        while (from < to && double.IsInfinity(sorted[from])) from++;
        while (to > from && double.IsInfinity(sorted[to])) to--;
        return double.IsInfinity(sorted[from]) ? (0, 0) : (sorted[from], sorted[to]);
    }

    static bool AreWhole(ReadOnlySpan<double> values)
    {
        foreach (var x in values)
            if (!double.IsInteger(x)) return false;
        return true;
    }
}
