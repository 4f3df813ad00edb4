using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Rows ascending by all their columns that have an order, nulls first, text by its bytes, NaN last: the order that Spark's <c>randomSplit</c> makes. Rows
/// that differ only in maps keep theirs.
/// </summary>
static class SortedRows
{
    // Columns go by number while they are sorted: what they are called, and whether only case tells two of them apart, is no matter of SQL's.
    const string Number = "row_number";

    public static Table Of(Table table)
    {
        var keys = Keys(table.Schema);
        if (table.RowCount < 2 || keys.Count == 0) return table;

        var numbered = Plain(table.Schema, table).With(Number, new Column<int>(DataType.Int32, Enumerable.Range(0, table.RowCount).ToArray()));
        var order = FrameQuery.Stream(numbered, view => $"SELECT {Number} FROM {view} ORDER BY {string.Join(", ", keys.Append(Number))}", CancellationToken.None);
        return table.Take(((Column<int>)Table.Concat([.. order])[Number]).Span);
    }

    public static IEnumerable<Table> Batches(DataFrame data, CancellationToken cancel)
    {
        if (data.AsTable() is { } table) return [Of(table)];

        var keys = Keys(data.Schema);
        if (keys.Count == 0) return data.Batches(cancel);

        // One thread scans, so the number that a row gets is its place.
        if (keys.Count < data.Schema.Count) keys.Add("row_number() OVER ()");
        var plain = new DataFrame(PlainSchema(data.Schema), pass => data.Batches(pass).Select(batch => Plain(data.Schema, batch)));
        return FrameQuery.Stream(plain, view => $"SELECT * FROM {view} ORDER BY {string.Join(", ", keys)}", cancel)
            .Select(batch => new Table(data.Schema, batch.Columns, batch.RowCount));
    }

    static List<string> Keys(Schema schema) => [.. schema.Fields.Index().Where(field => HasOrder(field.Item.Type)).Select(field => $"c{field.Index} ASC NULLS FIRST")];

    static Schema PlainSchema(Schema schema) => new([.. schema.Fields.Select((field, i) => new Field($"c{i}", field.Type))]);

    static Table Plain(Schema schema, Table batch) => new(PlainSchema(schema), batch.Columns, batch.RowCount);

    static bool HasOrder(DataType type) => type.Kind switch
    {
        TypeKind.Map => false,
        TypeKind.Array => HasOrder(type.Element!),
        TypeKind.Struct => type.Fields!.Fields.All(field => HasOrder(field.Type)),
        _ => true,
    };
}
