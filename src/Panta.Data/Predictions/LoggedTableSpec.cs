using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>What a logged table is: its name, its own columns, which prefixes are structs, and what makes two rows the same.</summary>
sealed record LoggedTableSpec
{
    /// <summary>The folder below <c>tables</c> and <c>wal</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The columns that every row has.</summary>
    public required Schema Columns { get; init; }

    public ImmutableArray<string> Structs { get; init; } = [];

    /// <summary>The column before which columns stand that are not the spec's own; null: at the end.</summary>
    public string? OthersBefore { get; init; }

    /// <summary>The columns that make a row the same as another.</summary>
    public required ImmutableArray<string> KeyColumns { get; init; }

    /// <summary>A digest of each row's key.</summary>
    public UInt128[] KeysOf(Table rows)
    {
        var columns = KeyColumns.Select(name => rows[name]).ToArray();
        var keys = new UInt128[rows.RowCount];
        for (var row = 0; row < keys.Length; row++)
            keys[row] = RecentKeys.Of(columns is [TextColumn texts] ? texts[row] ?? "" : string.Join('\0', columns.Select(column => TextOf(column, row))));
        return keys;
    }

    /// <summary>The columns in the log's order: the spec's own, and before the place named the others, those of one struct together.</summary>
    public Schema Ordered(Schema schema)
    {
        var own = Columns.Fields.Where(field => schema.Contains(field.Name)).Select(field => schema[field.Name]).ToList();
        var added = schema.Fields.Where(field => !Columns.Contains(field.Name)).OrderBy(field => Structs.IndexOf(field.Name.Split('.')[0]));
        var place = own.FindIndex(field => field.Name == OthersBefore);
        own.InsertRange(place < 0 ? own.Count : place, added);
        return new([.. own]);
    }

    // Exact: instants by microsecond, doubles by bits.
    static string TextOf(Column column, int row) => column switch
    {
        Column<long> numbers => numbers.IsNull(row) ? "" : $"{numbers.Span[row]}",
        Column<double> numbers => numbers.IsNull(row) ? "" : $"{BitConverter.DoubleToInt64Bits(numbers.Span[row])}",
        TextColumn texts => texts[row] ?? "",
        _ => $"{column.Value(row)}",
    };
}
