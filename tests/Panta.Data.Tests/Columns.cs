using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests;

/// <summary>Short ways to make columns and to look at them.</summary>
static class Columns
{
    public static Column Of(DataType type, params object?[] values)
    {
        var builder = ColumnBuilder.For(type);
        foreach (var value in values) builder.Add(value);
        return builder.Build();
    }

    public static Column Ints(params int?[] values) => Of(DataType.Int32, [.. values.Cast<object?>()]);

    public static Column Doubles(params double?[] values) => Of(DataType.Float64, [.. values.Cast<object?>()]);

    public static TextColumn Texts(params string?[] values) => TextColumn.Of(values);

    public static object?[] Values(Column column) => [.. Enumerable.Range(0, column.Length).Select(column.Value)];

    public static object?[][] Rows(Table table) => [.. Enumerable.Range(0, table.RowCount).Select(row => table.Columns.Select(column => column.Value(row)).ToArray())];
}
