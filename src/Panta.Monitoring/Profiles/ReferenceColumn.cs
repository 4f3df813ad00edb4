namespace Panta.Monitoring.Profiles;

/// <summary>What a column looked like in the reference: a sample, fixed bins or categories, and what was missing. Immutable, serialisable.</summary>
public sealed record ReferenceColumn
{
    /// <summary>The column.</summary>
    public required string Name { get; init; }

    /// <summary>The column's type, as <c>double</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How it is compared. Decided once, here.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>Rows of the reference.</summary>
    public required long Rows { get; init; }

    /// <summary>How many of them are null, NaN or infinite. Default 0.</summary>
    public long Missing { get; init; }

    /// <summary>The least value of all rows. Default null: categorical, or no values.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest value of all rows. Default null: categorical, or no values.</summary>
    public double? Maximum { get; init; }

    /// <summary>Values of a numeric column, ascending: all of them or a random sample. Default empty.</summary>
    public IReadOnlyList<double> Sample { get; init; } = [];

    /// <summary>The bins of a numeric column, ascending, open at both ends, each with about as many rows. Default empty.</summary>
    public IReadOnlyList<ReferenceBin> Bins { get; init; } = [];

    /// <summary>All categories of a categorical column, most frequent first. Default empty.</summary>
    public IReadOnlyList<ReferenceCategory> Categories { get; init; } = [];

    /// <summary>How many categories have a cell of their own. Default 100.</summary>
    public int MaxCategories { get; init; } = 100;

    /// <summary>Share of missing rows, in [0, 1].</summary>
    public double MissingShare => Rows == 0 ? 0 : (double)Missing / Rows;

    /// <summary>What the sample leaves out, or null.</summary>
    internal string? SampleNote =>
        Kind == ColumnKind.Numeric && Sample.Count < Rows - Missing ? $"reference sampled: {Sample.Count} of {Rows - Missing} values" : null;

    /// <summary>How many of <paramref name="ascending"/> fall into each of <see cref="Bins"/>.</summary>
    internal double[] Count(ReadOnlySpan<double> ascending)
    {
        var counts = new double[Bins.Count];
        var from = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            var to = from;
            if (bin + 1 == counts.Length) to = ascending.Length;
            else while (to < ascending.Length && ascending[to] < Bins[bin + 1].From) to++;
            counts[bin] = to - from;
            from = to;
        }
        return counts;
    }

    /// <summary>Counts of both sides with a cell for every category of either side and one for missing rows.</summary>
    /// <param name="seen">The window's categories.</param>
    /// <param name="missing">The window's missing rows; null leaves the cell out.</param>
    internal (double[] Reference, double[] Current) EveryCategory(Dictionary<string, long> seen, long? missing)
    {
        var known = Categories.Select(category => category.Name).ToHashSet(StringComparer.Ordinal);
        var unseen = seen.Where(pair => !known.Contains(pair.Key)).Select(pair => (double)pair.Value).ToList();
        return
        (
            [.. Categories.Select(category => (double)category.Count), .. unseen.Select(_ => 0d), missing is null ? 0 : Missing],
            [.. Categories.Select(category => (double)seen.GetValueOrDefault(category.Name)), .. unseen, missing ?? 0]
        );
    }

    /// <summary>Counts of both sides by cell: categories with a cell of their own, the other known ones, those never seen, and missing values.</summary>
    /// <param name="seen">The window's categories.</param>
    /// <param name="missing">The window's missing rows; null leaves the cell out.</param>
    /// <param name="moveSingletons">
    /// Whether reference categories seen exactly once count as never seen: their number is how many new ones to expect (Good–Turing). Without it every
    /// window of a column with a
    /// long tail of categories would look drifted.
    /// </param>
    internal (double[] Reference, double[] Current) Cells(Dictionary<string, long> seen, long? missing, bool moveSingletons)
    {
        var own = Math.Min(MaxCategories, Categories.Count);
        double[] left = new double[own + 3], right = new double[own + 3];
        var known = 0L;
        for (var i = 0; i < Categories.Count; i++)
        {
            var category = Categories[i];
            var singleton = moveSingletons && category.Count == 1;
            left[singleton ? own + 1 : Math.Min(i, own)] += category.Count;
            if (!seen.TryGetValue(category.Name, out var count)) continue;

            right[Math.Min(i, own)] += count;
            known += count;
        }
        right[own + 1] = seen.Values.Sum() - known;
        left[own + 2] = missing is null ? 0 : Missing;
        right[own + 2] = missing ?? 0;
        return (left, right);
    }
}
