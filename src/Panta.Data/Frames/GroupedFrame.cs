using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Schemas;

namespace Panta.Data.Frames;

/// <summary>Rows in groups of equal keys, to aggregate.</summary>
public sealed class GroupedFrame
{
    internal GroupedFrame(DataFrame rows, ImmutableArray<Expression> keys)
    {
        Rows = rows;
        Keys = keys;
    }

    /// <summary>Gets the rows.</summary>
    public DataFrame Rows { get; }

    /// <summary>Gets the keys; none for one group of all rows.</summary>
    public ImmutableArray<Expression> Keys { get; }

    /// <summary>One row a group: the keys, then aggregates. One without a name is called as Spark writes it: <c>sum(x)</c>.</summary>
    /// <param name="aggregates">Expressions of aggregates.</param>
    /// <exception cref="ColumnNotFoundException">One refers to a column that is not there.</exception>
    /// <exception cref="ArgumentException">One is no aggregate, or makes no sense for the columns' types.</exception>
    public DataFrame Agg(params ReadOnlySpan<Expression> aggregates)
    {
        var scope = new Scope(("t", Rows.Plan));
        ImmutableArray<Expression> resolved = [.. aggregates.ToArray().Select(scope.Resolved)];
        return new(new Aggregation(Rows.Plan, Keys, resolved, scope.Fields([.. Keys, .. resolved], Keys.Length)));
    }

    /// <summary>One row a group: the keys, then the number of rows, <c>count</c>.</summary>
    public DataFrame Count() => Agg(Functions.Count().As("count"));

    /// <summary>One row a group: the keys, then the sums of some columns.</summary>
    /// <param name="columns">Names of columns.</param>
    public DataFrame Sum(params ReadOnlySpan<string> columns) => Each(columns, Functions.Sum);

    /// <summary>One row a group: the keys, then the means of some columns.</summary>
    /// <param name="columns">Names of columns.</param>
    public DataFrame Avg(params ReadOnlySpan<string> columns) => Each(columns, Functions.Avg);

    /// <summary>One row a group: the keys, then the least values of some columns.</summary>
    /// <param name="columns">Names of columns.</param>
    public DataFrame Min(params ReadOnlySpan<string> columns) => Each(columns, Functions.Min);

    /// <summary>One row a group: the keys, then the greatest values of some columns.</summary>
    /// <param name="columns">Names of columns.</param>
    public DataFrame Max(params ReadOnlySpan<string> columns) => Each(columns, Functions.Max);

    /// <summary>The groups with the values of a column spread over columns: one for each value, or one for each value and aggregate.</summary>
    /// <param name="column">The column whose values become columns.</param>
    /// <param name="values">Which values, in order. Default: all there are, in ascending order, which costs a pass.</param>
    /// <exception cref="ColumnNotFoundException">There is no such column.</exception>
    public PivotedFrame Pivot(string column, params IReadOnlyList<object?> values)
    {
        _ = Rows.Schema[column];
        return new(this, column, values.Count > 0 ? [.. values] : PivotedFrame.ValuesOf(Rows, column));
    }

    /// <summary>
    /// The rows of each group as a table of their own: groups in ascending order of the keys, nulls first; rows in the order of the frame. One pass and a sort, on
    /// disk where memory does not suffice; in memory are a batch and the rows of one group, so that there may be any number of groups.
    /// </summary>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>One slice a group, read as they are asked for, anew at each enumeration.</returns>
    /// <exception cref="ArgumentException">There is no key, or one is an array, map, struct or vector.</exception>
    /// <example><code>foreach (var shop in sales.GroupBy("shop").Slices()) totals[shop.Key[0]!] = shop.Rows.Numbers("amount").Span[0]; </code></example>
    public IEnumerable<GroupSlice> Slices(CancellationToken cancel = default) =>
        Keys.IsEmpty ? throw new ArgumentException("There is no key to cut the rows by. Group by at least one.") : GroupSlices.Of(Rows, Keys, cancel);

    DataFrame Each(ReadOnlySpan<string> columns, Func<Expression, Expression> aggregate) =>
        Agg([.. columns.ToArray().Select(column => aggregate(Functions.Col(column)))]);
}
