using System.Globalization;
using System.Text.Json.Nodes;

namespace Panta.Cli.Tests;

/// <summary>Rows as golden/delta writes them, in one spelling, as a set: so sorted.</summary>
static class GoldenRows
{
    /// <summary>The rows of expected.json.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="fields">The columns.</param>
    public static IEnumerable<string> Of(JsonArray rows, JsonArray fields) => rows.Select(row => Text(WithPairs(row!.AsObject(), fields))).Order(StringComparer.Ordinal);

    /// <summary>The rows that a command printed, a line each.</summary>
    public static IEnumerable<string> Printed(string output, JsonArray fields) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Text(WithPairs(JsonNode.Parse(line)!.AsObject(), fields))).Order(StringComparer.Ordinal);

    // What Spark read has maps as objects; what delta-rs read, as pairs of key and value, as we write them. Their order means nothing.
    static JsonObject WithPairs(JsonObject row, JsonArray fields)
    {
        var maps = fields.Where(field => field!["type"] is JsonObject type && type["type"]!.ToString() == "map").Select(field => field!["name"]!.ToString()).ToHashSet();
        return new(row.Select(pair => KeyValuePair.Create(pair.Key, maps.Contains(pair.Key) ? Pairs(pair.Value) : pair.Value?.DeepClone())));
    }

    static JsonNode? Pairs(JsonNode? map) => map switch
    {
        JsonObject entries => Pairs(new JsonArray([.. entries.Select(entry => new JsonArray(entry.Key, entry.Value?.DeepClone()))])),
        JsonArray pairs => new JsonArray([.. pairs.OrderBy(pair => pair![0]!.ToString(), StringComparer.Ordinal).Select(pair => pair!.DeepClone())]),
        _ => null,
    };

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
