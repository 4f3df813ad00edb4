using System.Globalization;
using System.Text.Json.Nodes;

namespace Panta.Cli.Tests;

/// <summary>Rows as golden/delta writes them, in one spelling, as a set: so sorted.</summary>
static class GoldenRows
{
    /// <summary>The rows of expected.json.</summary>
    public static IEnumerable<string> Of(JsonArray rows, JsonArray fields)
    {
        string[] maps = [.. fields.Where(field => field!["type"] is JsonObject type && type["type"]!.ToString() == "map").Select(field => field!["name"]!.ToString())];
        return rows.Select(row => Text(WithPairs(row!.AsObject(), maps))).Order(StringComparer.Ordinal);
    }

    /// <summary>The rows that a command printed, a line each.</summary>
    public static IEnumerable<string> Printed(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Text(JsonNode.Parse(line))).Order(StringComparer.Ordinal);

    // What Spark read has maps as objects, what delta-rs read as pairs of key and value, as we write them.
    static JsonObject WithPairs(JsonObject row, string[] maps) => new(row.Select(pair => KeyValuePair.Create(
        pair.Key,
        pair.Value is JsonObject map && maps.Contains(pair.Key)
            ? new JsonArray([.. map.Select(entry => new JsonArray(entry.Key, entry.Value?.DeepClone()))])
            : pair.Value?.DeepClone())));

    static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject item => $"{{{string.Join(", ", item.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {Text(pair.Value)}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(Text))}]",
        _ when node.GetValueKind() == System.Text.Json.JsonValueKind.Number => Number(node.ToJsonString()),

        // Spark's reader gave instants in UTC without saying so, delta-rs said so.
        _ => node.ToString().Replace("+00:00", "", StringComparison.Ordinal),
    };

    // A number with a point is a float, whose value counts; a whole one has each of its digits.
    static string Number(string text) =>
        text.AsSpan().ContainsAny(".eE") ? double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) + "f" : text;
}
