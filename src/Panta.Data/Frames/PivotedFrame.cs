using System.Collections.Immutable;
using Panta.Data.Expressions;

namespace Panta.Data.Frames;

/// <summary>Groups of rows with the values of a column to spread over columns.</summary>
public sealed class PivotedFrame
{
    const int MostValues = 10_000; // as Spark's spark.sql.pivotMaxValues

    readonly GroupedFrame _groups;
    readonly string _column;
    readonly ImmutableArray<object?> _values;

    internal PivotedFrame(GroupedFrame groups, string column, ImmutableArray<object?> values)
    {
        _groups = groups;
        _column = column;
        _values = values;
    }

    /// <summary>One row a group: the keys, then the aggregates of the rows of each value; null where a group has no such row.</summary>
    /// <param name="aggregates">Calls of aggregates. With one, columns are called as the values; with several <c>value_name</c>.</param>
    /// <exception cref="ArgumentException">One is no call of an aggregate.</exception>
    public DataFrame Agg(params ReadOnlySpan<Expression> aggregates)
    {
        var given = aggregates.ToArray();
        return _groups.Agg([.. _values.SelectMany(value => given.Select(aggregate => OfValue(value, aggregate, given.Length > 1)))]);
    }

    internal static ImmutableArray<object?> ValuesOf(DataFrame rows, string column)
    {
        var values = rows.Select(column).Distinct().OrderBy(column).Limit(MostValues + 1).ToTable();
        if (values.RowCount > MostValues)
            throw new ArgumentException(
                $"Column '{column}' has more than {MostValues} values, each of which would become a column. Name the values, or pivot another column.");
        return [.. Enumerable.Range(0, values.RowCount).Select(values[column].Value)];
    }

    Expression OfValue(object? value, Expression aggregate, bool several)
    {
        var (call, name) = aggregate is Alias alias ? (alias.Value as Call, alias.Name) : (aggregate as Call, aggregate.ToString());
        if (call is not { Arguments.Length: > 0 }) throw new ArgumentException($"'{aggregate}' is no call of an aggregate, such as Sum(Col(\"x\")).");

        var key = value is null ? "null" : Literal.Of(value).ToString();
        var first = Functions.When(Functions.Col(_column).EqualNullSafe(Functions.Lit(value)), call.Arguments[0]);
        Expression of = call with { Arguments = call.Arguments.SetItem(0, first) };
        // Spark has no row for what is not there, so its count is null, not 0.
        if (call.Function == "count") of = new Call("nullif", of, 0L);
        return of.As(several ? $"{key}_{name}" : key);
    }
}
