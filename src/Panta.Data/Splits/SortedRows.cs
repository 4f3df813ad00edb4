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
    const string Number = "number";

    public static Table Of(Table table)
    {
        var keys = Keys(table.Schema);
        if (table.RowCount < 2 || keys.Count == 0) return table;

        DataFrame numbered = Plain(table.Schema, table).With(Number, new Column<int>(DataType.Int32, Enumerable.Range(0, table.RowCount).ToArray()));
        return table.Take(((Column<int>)numbered.OrderBy([.. keys, Number]).Select(Number).ToTable()[Number]).Span);
    }

    public static IEnumerable<Table> Batches(DataFrame data, CancellationToken cancel)
    {
        if (data.AsTable() is { } table) return [Of(table)];

        var keys = Keys(data.Schema);
        if (keys.Count == 0) return data.Batches(cancel);

        var plain = new DataFrame(PlainSchema(data.Schema).With(new(Number, DataType.Int64)), pass => Numbered(data, pass));
        return plain.OrderBy([.. keys, Number]).Drop(Number).Batches(cancel).Select(batch => new Table(data.Schema, batch.Columns, batch.RowCount));
    }

    static IEnumerable<Table> Numbered(DataFrame data, CancellationToken cancel)
    {
        var before = 0L;
        foreach (var batch in data.Batches(cancel))
        {
            var numbers = new long[batch.RowCount];
            for (var row = 0; row < numbers.Length; row++) numbers[row] = before + row;
            before += numbers.Length;
            yield return Plain(data.Schema, batch).With(Number, new Column<long>(DataType.Int64, numbers));
        }
    }

    static List<string> Keys(Schema schema) => [.. schema.Fields.Index().Where(field => HasOrder(field.Item.Type)).Select(field => $"c{field.Index}")];

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
