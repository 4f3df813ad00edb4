using System.Text.Json;
using Panta.Tracking.Runs;

namespace Panta.Server.Api;

/// <summary>Experiments and runs as MLflow writes them: snake_case, empty lists left out, NaN and infinities as text.</summary>
static class RunJson
{
    public static void WriteExperiment(this Utf8JsonWriter json, Experiment experiment)
    {
        json.WriteStartObject();
        json.WriteString("experiment_id", experiment.ExperimentId);
        json.WriteString("name", experiment.Name);
        json.WriteString("artifact_location", experiment.ArtifactLocation);
        json.WriteString("lifecycle_stage", StageText(experiment.Stage));
        json.WriteNumber("last_update_time", experiment.LastUpdateTime);
        json.WriteNumber("creation_time", experiment.CreationTime);
        json.WriteTags("tags", experiment.Tags);
        json.WriteEndObject();
    }

    public static void WriteRun(this Utf8JsonWriter json, Run run)
    {
        json.WriteStartObject();
        json.WritePropertyName("info");
        json.WriteRunHead(run);
        json.WriteStartObject("data");
        json.WriteList("metrics", run.Metrics, WriteMetric);
        json.WriteList("params", run.Params, (j, p) => j.WritePair(p.Key, p.Value));
        json.WriteTags("tags", run.Tags);
        json.WriteEndObject();
        json.WriteStartObject("inputs");
        json.WriteList("dataset_inputs", run.Datasets, WriteDatasetInput);
        json.WriteList("model_inputs", run.ModelInputs, WriteModelInput);
        json.WriteEndObject();
        json.WriteStartObject("outputs");
        json.WriteList("model_outputs", run.ModelOutputs, WriteModelOutput);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteRunHead(this Utf8JsonWriter json, Run run)
    {
        json.WriteStartObject();
        json.WriteString("run_id", run.RunId);
        json.WriteString("run_uuid", run.RunId);
        json.WriteString("run_name", run.Name);
        json.WriteString("experiment_id", run.ExperimentId);
        json.WriteString("user_id", run.UserId);
        json.WriteString("status", WireObject.WireName(run.Status));
        json.WriteNumber("start_time", run.StartTime);
        if (run.EndTime is { } end) json.WriteNumber("end_time", end);
        json.WriteString("artifact_uri", run.ArtifactUri);
        json.WriteString("lifecycle_stage", StageText(run.Stage));
        json.WriteEndObject();
    }

    public static void WriteMetric(this Utf8JsonWriter json, Metric metric)
    {
        json.WriteStartObject();
        json.WriteString("key", metric.Key);
        json.WriteReal("value", metric.Value);
        json.WriteNumber("timestamp", metric.Timestamp);
        json.WriteNumber("step", metric.Step);
        if (metric.DatasetName.Length > 0)
        {
            json.WriteString("dataset_name", metric.DatasetName);
            json.WriteString("dataset_digest", metric.DatasetDigest);
        }

        if (metric.ModelId.Length > 0) json.WriteString("model_id", metric.ModelId);
        if (metric.RunId.Length > 0) json.WriteString("run_id", metric.RunId);
        json.WriteEndObject();
    }

    public static void WriteTags(this Utf8JsonWriter json, string name, IReadOnlyList<Tag> tags) =>
        json.WriteList(name, tags, (j, t) => j.WritePair(t.Key, t.Value));

    public static void WritePair(this Utf8JsonWriter json, string key, string value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    /// <summary>Writes a list, or nothing where it is empty.</summary>
    public static void WriteList<T>(this Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0) return;

        json.WriteStartArray(name);
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }

    static void WriteReal(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    static void WriteDatasetInput(Utf8JsonWriter json, DatasetInput input)
    {
        json.WriteStartObject();
        json.WriteTags("tags", input.Tags);
        json.WriteStartObject("dataset");
        json.WriteString("name", input.Dataset.Name);
        json.WriteString("digest", input.Dataset.Digest);
        json.WriteString("source_type", input.Dataset.SourceType);
        json.WriteString("source", input.Dataset.Source);
        if (input.Dataset.Schema is { } schema) json.WriteString("schema", schema);
        if (input.Dataset.Profile is { } profile) json.WriteString("profile", profile);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteModelInput(Utf8JsonWriter json, string modelId)
    {
        json.WriteStartObject();
        json.WriteString("model_id", modelId);
        json.WriteEndObject();
    }

    static void WriteModelOutput(Utf8JsonWriter json, ModelOutput output)
    {
        json.WriteStartObject();
        json.WriteString("model_id", output.ModelId);
        json.WriteNumber("step", output.Step);
        json.WriteEndObject();
    }

    static string StageText(LifecycleStage stage) => stage == LifecycleStage.Active ? "active" : "deleted";
}
