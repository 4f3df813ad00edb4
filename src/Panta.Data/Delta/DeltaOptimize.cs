using System.Collections.Immutable;
using Panta.Data.Expressions;

namespace Panta.Data.Delta;

/// <summary>How the files of a Delta table are arranged anew. Default: small files are put together.</summary>
public sealed record DeltaOptimize
{
    /// <summary>Gets a condition over partition columns: only these partitions are touched. Default null: all.</summary>
    public Expression? Where { get; init; }

    /// <summary>
    /// Gets the size in bytes that files are brought to; at least 1. Default null: the table's property <c>delta.targetFileSize</c>, else 128 MiB.
    /// </summary>
    public long? TargetBytes { get; init; }

    /// <summary>
    /// Gets columns by which all rows of a partition are put in an order (Z-order) in which rows that are alike in each of them lie in few files, so that conditions on any
    /// of them open few files. Default none: rows stay in their order.
    /// </summary>
    public ImmutableArray<string> ZOrderBy { get; init; } = [];
}
