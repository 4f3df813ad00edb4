using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>Rows that belong together (a data file, a piece of the tail), and where each key stands in them, found when it is first asked for.</summary>
sealed class TablePart(Table rows)
{
    Dictionary<string, List<int>>? _byKey;

    public Table Rows { get; } = rows;

    /// <summary>Bytes in memory, roughly.</summary>
    public long Bytes { get; } = rows.Columns.Sum(BytesOf);

    /// <summary>The rows whose key column has the text, in order.</summary>
    public IReadOnlyList<int> RowsOf(string keyColumn, string key)
    {
        var byKey = _byKey ??= Index((TextColumn)Rows[keyColumn]);
        return byKey.TryGetValue(key, out var rows) ? rows : [];
    }

    static Dictionary<string, List<int>> Index(TextColumn keys)
    {
        var index = new Dictionary<string, List<int>>(keys.Length, StringComparer.Ordinal);
        for (var row = 0; row < keys.Length; row++)
        {
            if (keys[row] is not { } key) continue;
            if (!index.TryGetValue(key, out var rows)) index[key] = rows = new(1);
            rows.Add(row);
        }

        return index;
    }

    static long BytesOf(Column column) => column switch
    {
        TextColumn texts => 4L * texts.Length + texts.Dictionary.Sum(text => 24 + 2L * text.Length),
        BinaryColumn blobs => Enumerable.Range(0, blobs.Length).Sum(row => 4L + blobs[row].Length),
        VectorColumn vectors => 8L * vectors.Length * vectors.Size,
        ArrayColumn arrays => 4L * arrays.Length + BytesOf(arrays.Elements),
        MapColumn maps => 4L * maps.Length + BytesOf(maps.Keys) + BytesOf(maps.Values),
        StructColumn structs => structs.Columns.Sum(BytesOf),
        _ => 8L * column.Length,
    };
}
