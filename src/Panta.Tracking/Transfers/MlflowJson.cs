using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>MLflow's messages as records. Fields that are left out are empty.</summary>
static class MlflowJson
{
    public static string Text(JsonNode? node, string field) => node is JsonObject && node[field] is { } value ? value.ToString() : "";

    public static long Number(JsonNode? node, string field) =>
        long.TryParse(Text(node, field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static Experiment Experiment(JsonNode? node) => new()
    {
        ExperimentId = Text(node, "experiment_id"),
        Name = Text(node, "name"),
        ArtifactLocation = Text(node, "artifact_location"),
        Stage = MlflowRows.Stage(Text(node, "lifecycle_stage")),
        CreationTime = Number(node, "creation_time"),
        LastUpdateTime = Number(node, "last_update_time"),
        Tags = List(node, "tags", Tag),
    };

    public static Run Run(JsonNode? node)
    {
        var (about, data) = (node?["info"], node?["data"]);
        return new()
        {
            RunId = Text(about, "run_id"),
            ExperimentId = Text(about, "experiment_id"),
            Name = Text(about, "run_name"),
            UserId = Text(about, "user_id"),
            Status = Enum.TryParse<RunStatus>(Text(about, "status"), ignoreCase: true, out var status) ? status : RunStatus.Running,
            StartTime = Number(about, "start_time"),
            EndTime = about?["end_time"] is null ? null : Number(about, "end_time"),
            Stage = MlflowRows.Stage(Text(about, "lifecycle_stage")),
            ArtifactUri = Text(about, "artifact_uri"),
            Metrics = List(data, "metrics", Metric),
            Params = List(data, "params", p => new Param(Text(p, "key"), Text(p, "value"))),
            Tags = List(data, "tags", Tag),
            Datasets = List(node?["inputs"], "dataset_inputs", d => new DatasetInput(Dataset(d?["dataset"]), List(d, "tags", Tag))),
            ModelInputs = List(node?["inputs"], "model_inputs", m => Text(m, "model_id")),
            ModelOutputs = List(node?["outputs"], "model_outputs", m => new ModelOutput(Text(m, "model_id"), Number(m, "step"))),
        };
    }

    public static Metric Metric(JsonNode? node) => new(Text(node, "key"), Value(node?["value"]), Number(node, "timestamp"), Number(node, "step"));

    public static LoggedModel LoggedModel(JsonNode? node)
    {
        var (about, data) = (node?["info"], node?["data"]);
        return new()
        {
            ModelId = Text(about, "model_id"),
            ExperimentId = Text(about, "experiment_id"),
            Name = Text(about, "name"),
            ModelType = Text(about, "model_type"),
            SourceRunId = Text(about, "source_run_id"),
            ArtifactUri = Text(about, "artifact_uri"),
            Status = Status(Text(about, "status")),
            CreationTime = Number(about, "creation_timestamp_ms"),
            LastUpdateTime = Number(about, "last_updated_timestamp_ms"),
            Tags = List(about, "tags", Tag),
            Params = List(data, "params", p => new Param(Text(p, "key"), Text(p, "value"))),
            Metrics = List(data, "metrics", m => Metric(m) with
            {
                ModelId = Text(about, "model_id"),
                RunId = Text(m, "run_id"),
                DatasetName = Text(m, "dataset_name"),
                DatasetDigest = Text(m, "dataset_digest"),
            }),
        };
    }

    public static RegisteredModel RegisteredModel(JsonNode? node) => new()
    {
        Name = Text(node, "name"),
        Description = Text(node, "description"),
        CreationTime = Number(node, "creation_timestamp"),
        LastUpdateTime = Number(node, "last_updated_timestamp"),
        Tags = List(node, "tags", Tag),
        Aliases = List(node, "aliases", a => new ModelAlias(Text(a, "alias"), Number(a, "version"))),
    };

    public static ModelVersion Version(JsonNode? node) => new()
    {
        Name = Text(node, "name"),
        Version = Number(node, "version"),
        CreationTime = Number(node, "creation_timestamp"),
        LastUpdateTime = Number(node, "last_updated_timestamp"),
        Description = Text(node, "description"),
        Stage = Text(node, "current_stage") is { Length: > 0 } stage ? stage : ModelStage.None,
        Source = Text(node, "source"),
        Location = Text(node, "source"),
        RunId = Text(node, "run_id"),
        RunLink = Text(node, "run_link"),
        ModelId = Text(node, "model_id") is { Length: > 0 } id ? id : MlflowModelRows.ModelOf(Text(node, "source")),
        Tags = List(node, "tags", Tag),
    };

    static Tag Tag(JsonNode? node) => new(Text(node, "key"), Text(node, "value"));

    static Dataset Dataset(JsonNode? node) => new(Text(node, "name"), Text(node, "digest"))
    {
        SourceType = Text(node, "source_type"),
        Source = Text(node, "source"),
        Schema = node?["schema"]?.ToString(),
        Profile = node?["profile"]?.ToString(),
    };

    // As LOGGED_MODEL_READY, or without the words before it.
    static LoggedModelStatus Status(string text) => text.ToUpperInvariant() switch
    {
        "LOGGED_MODEL_PENDING" or "1" => LoggedModelStatus.Pending,
        "LOGGED_MODEL_READY" or "2" => LoggedModelStatus.Ready,
        "LOGGED_MODEL_UPLOAD_FAILED" or "3" => LoggedModelStatus.UploadFailed,
        _ => LoggedModelStatus.Unspecified,
    };

    static double Value(JsonNode? node) => MlflowRows.Value(
        node is null ? 0
            : node.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>()
            : double.Parse(node.ToString(), CultureInfo.InvariantCulture),
        false);

    static List<T> List<T>(JsonNode? node, string field, Func<JsonNode?, T> read) => [.. (node is JsonObject ? node[field]?.AsArray() ?? [] : []).Select(read)];
}
