using System.Collections.Immutable;

namespace Panta.Data.Delta;

/// <summary>
/// What a merge does: with rows of the table that a row of the source matches, with rows of the source that match none, with rows of the table that none
/// matches.
/// </summary>
public sealed record DeltaMerge
{
    /// <summary>Gets what becomes of a matched row: <see cref="MergeClause.Update"/>, <see cref="MergeClause.Delete"/>. Default: it stays.</summary>
    public ImmutableArray<MergeClause> WhenMatched { get; init; } = [];

    /// <summary>Gets what becomes of a row of the source that matches none: <see cref="MergeClause.Insert"/>. Default: nothing.</summary>
    public ImmutableArray<MergeClause> WhenNotMatched { get; init; } = [];

    /// <summary>Gets what becomes of a row of the table that no row of the source matches: update, delete. Default: it stays.</summary>
    public ImmutableArray<MergeClause> WhenNotMatchedBySource { get; init; } = [];

    /// <summary>
    /// Gets whether columns of the source that the table lacks are added to it, as nullable. Default false: they are not looked at where all columns are
    /// taken over.
    /// </summary>
    public bool AddColumns { get; init; }
}
