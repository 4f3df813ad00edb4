using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Panta.Workflows.Promotion;

/// <summary>A combination of the grid's values that was tried, and its run.</summary>
/// <param name="RunId">The MLflow run.</param>
/// <param name="Values">Values by parameter.</param>
/// <param name="Figure">The metric on held-out rows.</param>
public sealed record TrialFound(string RunId, ImmutableSortedDictionary<string, JsonNode> Values, double Figure)
{
    /// <summary>The trial as a step's output keeps it.</summary>
    public JsonObject ToJson() => new()
    {
        ["runId"] = RunId,
        ["values"] = new JsonObject(Values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value.DeepClone()))),
        ["figure"] = Figure,
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="node">The trial.</param>
    public static TrialFound Parse(JsonNode node) => new(
        node["runId"]!.GetValue<string>(),
        node["values"]!.AsObject().ToImmutableSortedDictionary(value => value.Key, value => value.Value!.DeepClone()),
        node["figure"]!.GetValue<double>());
}
