using System.Collections.Immutable;

namespace Panta.Data.Expressions;

/// <summary>Which rows a window function sees from each row: those of equal partition keys, in an order, between two bounds.</summary>
/// <remarks>
/// Bounds count from the current row: −1 is the one before, 0 the row itself. Without bounds, as in SQL: with an order, all rows up to the current one and its
/// peers; without, the whole partition.
/// </remarks>
public sealed record Window
{
    /// <summary>Gets the expressions whose equal values make a partition. Default none: all rows are one.</summary>
    public ImmutableArray<Expression> Partition { get; init; } = [];

    /// <summary>Gets the order within a partition. Default none.</summary>
    public ImmutableArray<SortOrder> Order { get; init; } = [];

    /// <summary>Gets the bounds of the rows seen; null is SQL's default.</summary>
    public WindowFrame? Frame { get; init; }

    /// <summary>Rows of equal values of the columns.</summary>
    /// <param name="columns">Names of columns.</param>
    public static Window PartitionBy(params ReadOnlySpan<string> columns) => new() { Partition = Named(columns) };

    /// <summary>Rows of equal values.</summary>
    /// <param name="keys">The values.</param>
    public static Window PartitionBy(params ReadOnlySpan<Expression> keys) => new() { Partition = [.. keys] };

    /// <summary>The rows in the order of the columns, ascending.</summary>
    /// <param name="columns">Names of columns.</param>
    public Window OrderBy(params ReadOnlySpan<string> columns) => this with { Order = [.. Named(columns).Select(column => column.Asc())] };

    /// <summary>The rows in an order.</summary>
    /// <param name="keys">Expressions (ascending), or orders of them.</param>
    public Window OrderBy(params ReadOnlySpan<Expression> keys) => this with { Order = [.. keys.ToArray().Select(key => key as SortOrder ?? key.Asc())] };

    /// <summary>Only the rows between two places, counted in rows.</summary>
    /// <param name="first">The first row, relative to the current one; <see cref="WindowFrame.Unbounded"/> below for the partition's first.</param>
    /// <param name="last">The last row.</param>
    public Window RowsBetween(long first, long last) => this with { Frame = new(first, last) { ByRows = true } };

    /// <summary>Only the rows whose key lies between the current row's plus two numbers.</summary>
    /// <param name="first">Added to the current key for the least.</param>
    /// <param name="last">Added to the current key for the greatest.</param>
    public Window RangeBetween(long first, long last) => this with { Frame = new(first, last) };

    /// <summary>Whether both have the same partition, order and bounds.</summary>
    /// <param name="other">The other window.</param>
    public bool Equals(Window? other) =>
        other is not null && Partition.SequenceEqual(other.Partition) && Order.SequenceEqual(other.Order) && Frame == other.Frame;

    /// <summary>A hash of partition, order and bounds.</summary>
    public override int GetHashCode() => Order.Aggregate(Partition.Aggregate(HashCode.Combine(Frame), HashCode.Combine), HashCode.Combine);

    static ImmutableArray<Expression> Named(ReadOnlySpan<string> columns) => [.. columns.ToArray().Select(Functions.Col)];
}
