using System.Text.Json.Nodes;

namespace Panta.Data.Delta;

/// <summary>What a commit says of itself, in the words that Spark uses.</summary>
/// <param name="Name">WRITE, DELETE, MERGE …</param>
/// <param name="Parameters">What it was asked to do; values are text.</param>
/// <param name="Metrics">What it came to; numbers as text.</param>
sealed record Operation(string Name, JsonObject Parameters, JsonObject Metrics)
{
    public static Operation Of(string name, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var values = new JsonObject();
        foreach (var (key, value) in parameters) values[key] = value;
        return new(name, values, []);
    }

    /// <summary>Texts as a parameter has them: a list in JSON.</summary>
    public static string List(params IEnumerable<string> texts) => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]).ToJsonString();

    /// <summary>This with a measured number.</summary>
    public Operation With(string metric, long value)
    {
        Metrics[metric] = $"{value}";
        return this;
    }
}
