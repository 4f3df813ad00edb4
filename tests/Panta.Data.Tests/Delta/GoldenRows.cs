using System.Globalization;
using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Delta;

/// <summary>Rows as golden/delta writes them and as we read them, in one spelling; a set, so sorted.</summary>
static class GoldenRows
{
    public static IEnumerable<string> Of(JsonElement rows, Schema schema) =>
        rows.EnumerateArray().Select(row => Fields(row, schema)).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Of(Table rows) => Enumerable.Range(0, rows.RowCount).Select(row => Text(rows, row)).Order(StringComparer.Ordinal);

    static string Text(Table rows, int row) =>
        string.Join("; ", rows.Schema.Names.Order(StringComparer.Ordinal).Select(name => $"{name}={Value(rows[name].Value(row))}"));

    static string Fields(JsonElement row, Schema schema) => string.Join(
        "; ", row.EnumerateObject().OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => $"{pair.Name}={Value(pair.Value, schema[pair.Name].Type)}"));

    static string Value(JsonElement value, DataType type) => (value.ValueKind, type.Kind) switch
    {
        (JsonValueKind.Null, _) => "null",
        (_, TypeKind.Struct) => $"{{{Fields(value, type.Fields!)}}}",
        (_, TypeKind.Array) => $"[{string.Join(", ", value.EnumerateArray().Select(each => Value(each, type.Element!)))}]",
        (_, TypeKind.Map) => Map(Entries(value).Select(entry => (Value(entry.Key, type.Key!), Value(entry.Value, type.Element!)))),
        (JsonValueKind.Number, TypeKind.Float32 or TypeKind.Float64) => Number(value.GetDouble()),
        (JsonValueKind.Number, _) => value.GetRawText(),
        (JsonValueKind.Object, _) when value.TryGetProperty("decimal", out var digits) => digits.GetString()!,
        (JsonValueKind.Object, _) when value.TryGetProperty("hex", out var hex) => hex.GetString()!,
        (JsonValueKind.True, _) => "true",
        (JsonValueKind.False, _) => "false",

        // Spark's reader gave instants in UTC without saying so, delta-rs said so.
        _ => value.ToString().Replace("+00:00", "", StringComparison.Ordinal),
    };

    // Spark's reader wrote maps as objects, delta-rs as lists of pairs.
    static IEnumerable<(JsonElement Key, JsonElement Value)> Entries(JsonElement map) => map.ValueKind == JsonValueKind.Array
        ? map.EnumerateArray().Select(pair => (pair[0], pair[1]))
        : map.EnumerateObject().Select(pair => (JsonSerializer.SerializeToElement(pair.Name), pair.Value));

    static string Map(IEnumerable<(string Key, string Value)> entries) =>
        $"map({string.Join(", ", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value}"))})";

    static string Value(object? value) => value switch
    {
        null => "null",
        IReadOnlyDictionary<string, object?> fields =>
            $"{{{string.Join("; ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={Value(field.Value)}"))}}}",
        KeyValuePair<object, object?>[] map => Map(map.Select(entry => (Value(entry.Key), Value(entry.Value)))),
        object?[] values => $"[{string.Join(", ", values.Select(Value))}]",
        double number => Number(number),
        float number => Number(number),
        bool truth => truth ? "true" : "false",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => Value(instant.UtcDateTime),
        DateTime local => local.ToString(local.Ticks % 10_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string Number(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity" : value.ToString("R", CultureInfo.InvariantCulture);
}
