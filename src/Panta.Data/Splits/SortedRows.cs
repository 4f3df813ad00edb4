using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Plans;
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
        return table.Take(((Column<int>)numbered.OrderBy([.. keys, Functions.Col(Number)]).Select(Number).ToTable()[Number]).Span);
    }

    public static IEnumerable<Table> Batches(DataFrame data, CancellationToken cancel)
    {
        if (data.AsTable() is { } table) return [Of(table)];

        var keys = Keys(data.Schema);
        if (keys.Count == 0) return data.Batches(cancel);

        // Rows that tie may differ, in a map or in the sign of a zero: their number keeps each pass the same.
        var numbered = Plain(data).WithColumn(Number, Functions.RowNumber().Over(new Window()));
        return numbered.OrderBy([.. keys, Functions.Col(Number)]).Drop(Number).Batches(cancel)
            .Select(batch => new Table(data.Schema, batch.Columns, batch.RowCount));
    }

    static DataFrame Plain(DataFrame data) => data.Plan is BatchSource
        ? new(PlainSchema(data.Schema), cancel => data.Batches(cancel).Select(batch => Plain(data.Schema, batch)))
        : data.Select([.. data.Schema.Names.Select((name, i) => Functions.Col(name).As($"c{i}"))]);

    static List<Expression> Keys(Schema schema) =>
        [.. schema.Fields.Index().Where(field => HasOrder(field.Item.Type)).Select(field => Functions.Col($"c{field.Index}"))];

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
