using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panta.Cli;

/// <summary>Reads fields of answers as the text that a table shows; what is absent is empty.</summary>
static class JsonReading
{
    /// <summary>A field as text.</summary>
    public static string Text(this JsonNode? node, string field) => node is JsonObject && node[field] is { } value ? value.ToString() : "";

    /// <summary>A number with at most six significant digits; the text itself where it is none, as NaN.</summary>
    public static string Number(this JsonNode? node, string field) =>
        double.TryParse(node.Text(field), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("G6", CultureInfo.InvariantCulture)
            : node.Text(field);

    /// <summary>A time in UTC, from milliseconds since 1970 or from ISO 8601.</summary>
    public static string Time(this JsonNode? node, string field)
    {
        var text = node.Text(field);
        if (long.TryParse(text, out var milliseconds)) return Show(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Show(time) : text;
    }

    /// <summary>A value of the command line as JSON.</summary>
    public static JsonNode? ToNode<T>(T value) => JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web);

    static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
