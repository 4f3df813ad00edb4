using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// From rows with our columns to the columns of a table's files, in SQL: found by name, cast to the table's types, null where they are missing.
/// </summary>
static class RowMapping
{
    /// <summary>The columns of the files over rows whose columns are <c>c0, c1 …</c>.</summary>
    /// <param name="stored">The table's columns.</param>
    /// <param name="rows">The columns of the rows.</param>
    public static string Projection(Schema stored, Schema rows) =>
        string.Join(", ", stored.Fields.Select(field => $"{Value(field, SchemaJson.NameOf(field), rows)} AS {DuckDb.Quote(field.Name)}"));

    static string Value(Field field, string name, Schema rows)
    {
        if (field.Type.Fields is { } inner && !rows.Contains(name) && rows.Names.Any(column => column.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            var fields = inner.Fields.Select(nested => $"{DuckDb.Quote(nested.Name)} := {Value(nested, $"{name}.{SchemaJson.NameOf(nested)}", rows)}");
            return $"struct_pack({string.Join(", ", fields)})";
        }

        var value = rows.Contains(name) ? $"c{rows.IndexOf(name)}" : "NULL";
        return $"CAST({value} AS {NativeText.OfType(field.Type)})";
    }
}
