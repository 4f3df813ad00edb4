using System.Globalization;
using System.Text.Json;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Delta;

/// <summary>Rows as golden/delta writes them and as we read them, in one spelling; a set, so sorted.</summary>
static class GoldenRows
{
    public static IEnumerable<string> Of(JsonElement rows) => rows.EnumerateArray().Select(Text).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Of(Table rows) => Enumerable.Range(0, rows.RowCount).Select(row => Text(rows, row)).Order(StringComparer.Ordinal);

    static string Text(JsonElement row) => string.Join("; ", row.EnumerateObject().OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => $"{pair.Name}={Value(pair.Value)}"));

    static string Text(Table rows, int row) => string.Join("; ", rows.Schema.Names.Order(StringComparer.Ordinal).Select(name => $"{name}={Value(rows[name].Value(row))}"));

    static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Number => double.TryParse(value.GetRawText(), CultureInfo.InvariantCulture, out var number) && value.GetRawText().AsSpan().ContainsAny(".eE")
            ? Number(number)
            : value.GetRawText(),
        JsonValueKind.Object when value.TryGetProperty("decimal", out var digits) => digits.GetString()!,
        JsonValueKind.Object when value.TryGetProperty("hex", out var hex) => hex.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",

        // Spark's reader gave instants in UTC without saying so, delta-rs said so.
        _ => value.ToString().Replace("+00:00", "", StringComparison.Ordinal),
    };

    static string Value(object? value) => value switch
    {
        null => "null",
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
