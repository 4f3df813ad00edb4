using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Profiles;

/// <summary>What is to be said of one column: counts for every type, <see cref="Numbers"/> where it holds numbers or times.</summary>
public sealed record ColumnSummary
{
    /// <summary>Gets the column's field.</summary>
    public required Field Field { get; init; }

    /// <summary>Gets the number of rows, nulls too.</summary>
    public required long RowCount { get; init; }

    /// <summary>Gets the number of null rows.</summary>
    public required long NullCount { get; init; }

    /// <summary>Gets the number of NaN values; 0 for types without NaN.</summary>
    public required long NaNCount { get; init; }

    /// <summary>Gets the number of distinct values, neither null nor NaN; null for bytes and vectors, whose values are not compared.</summary>
    public long? DistinctCount { get; init; }

    /// <summary>Gets the statistics of its numbers (booleans as 0 and 1), or of its times; null for other types, and where there is no value.</summary>
    public NumberSummary? Numbers { get; init; }

    /// <summary>Gets the most frequent values, at most ten, most frequent first, then by value; empty for numbers of more than 100 distinct values and for times.</summary>
    public ImmutableArray<ValueCount> TopValues { get; init; } = [];
}
