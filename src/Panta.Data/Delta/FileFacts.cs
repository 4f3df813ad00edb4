using System.Collections.Immutable;
using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>What the log says of the values in one data file, read when asked for.</summary>
sealed class FileFacts(AddFile file) : IDisposable
{
    JsonDocument? _statistics;
    bool _isRead;

    /// <summary>What is known of a column's values in the file.</summary>
    public ValueRange Of(Leaf leaf)
    {
        if (leaf.IsPartition) return ValueRange.OfPartition(leaf.Field.Type, file.PartitionValues.GetValueOrDefault(leaf.Path[0]));
        if (Root() is not { } root) return ValueRange.Unknown(leaf.Field.Type);

        // What counts as null within a null struct, writers see differently.
        var nulls = leaf.Path.Length == 1 && Find(root, "nullCount", leaf.Path) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var number)
            ? number
            : (long?)null;
        return ValueRange.OfStatistics(leaf, Find(root, "minValues", leaf.Path), Find(root, "maxValues", leaf.Path), nulls, file.RowCount);
    }

    public void Dispose() => _statistics?.Dispose();

    static JsonElement? Find(JsonElement root, string kind, ImmutableArray<string> path)
    {
        if (!root.TryGetProperty(kind, out var value)) return null;

        foreach (var name in path)
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value)) return null;
        return value;
    }

    JsonElement? Root()
    {
        if (!_isRead)
        {
            _isRead = true;
            _statistics = Parsed();
        }

        return _statistics?.RootElement is { ValueKind: JsonValueKind.Object } root ? root : null;
    }

    // Statistics that cannot be read say nothing.
    JsonDocument? Parsed()
    {
        if (file.Stats.IsEmpty) return null;

        try
        {
            return JsonDocument.Parse(file.Stats);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
