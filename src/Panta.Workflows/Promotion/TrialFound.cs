using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Workflows.Promotion;

/// <summary>A candidate of the grid that was tried, and its run.</summary>
/// <param name="RunId">The MLflow run.</param>
/// <param name="Parameters">The values that set it apart, by name.</param>
/// <param name="Pipeline">What was fitted.</param>
/// <param name="Figure">The metric on held-out rows.</param>
public sealed record TrialFound(string RunId, ImmutableSortedDictionary<string, string> Parameters, Pipeline Pipeline, double Figure)
{
    /// <summary>The trial as a step's output keeps it.</summary>
    public JsonObject ToJson() => new()
    {
        ["runId"] = RunId,
        ["parameters"] = RecordWriter.Write(Parameters),
        ["pipeline"] = RecordWriter.Write(Pipeline),
        ["figure"] = Figure,
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="node">The trial.</param>
    public static TrialFound Parse(JsonNode node) => new(
        node["runId"]!.GetValue<string>(),
        RecordReader.Read<ImmutableSortedDictionary<string, string>>(node["parameters"]),
        RecordReader.Read<Pipeline>(node["pipeline"]),
        node["figure"]!.GetValue<double>());
}
