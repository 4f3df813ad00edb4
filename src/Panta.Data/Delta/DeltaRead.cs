using System.Collections.Immutable;
using Panta.Data.Expressions;

namespace Panta.Data.Delta;

/// <summary>What to read of a Delta table.</summary>
public sealed record DeltaRead
{
    /// <summary>Gets the columns in their order. Default all.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Gets the condition that rows meet. Default null: none. Files that hold no such row, by partition values and statistics, are not opened.</summary>
    public Expression? Where { get; init; }

    /// <summary>Gets the timestamp column of the range. Default null: no range. Files whose statistics lie outside are not opened.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Gets the first instant of the range. Default: no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the instant before which the range ends. Default: no bound.</summary>
    public DateTimeOffset? Until { get; init; }
}
