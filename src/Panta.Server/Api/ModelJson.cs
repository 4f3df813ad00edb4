using System.Globalization;
using System.Text.Json;
using Panta.Tracking.Models;

namespace Panta.Server.Api;

/// <summary>Logged models, registered models and versions as MLflow writes them.</summary>
static class ModelJson
{
    public static void WriteLoggedModel(this Utf8JsonWriter json, LoggedModel model)
    {
        json.WriteStartObject();
        json.WriteStartObject("info");
        json.WriteString("model_id", model.ModelId);
        json.WriteString("experiment_id", model.ExperimentId);
        json.WriteString("name", model.Name);
        json.WriteNumber("creation_timestamp_ms", model.CreationTime);
        json.WriteNumber("last_updated_timestamp_ms", model.LastUpdateTime);
        json.WriteString("artifact_uri", model.ArtifactUri);
        var status = model.Status == LoggedModelStatus.Unspecified ? "STATUS_UNSPECIFIED" : WireObject.WireName(model.Status);
        json.WriteString("status", $"LOGGED_MODEL_{status}");
        json.WriteString("model_type", model.ModelType);
        json.WriteString("source_run_id", model.SourceRunId);
        json.WriteTags("tags", model.Tags);
        json.WriteEndObject();
        json.WriteStartObject("data");
        json.WriteList("params", model.Params, (j, p) => j.WritePair(p.Key, p.Value));
        json.WriteList("metrics", model.Metrics, RunJson.WriteMetric);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteRegisteredModel(this Utf8JsonWriter json, RegisteredModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteNumber("creation_timestamp", model.CreationTime);
        json.WriteNumber("last_updated_timestamp", model.LastUpdateTime);
        json.WriteString("description", model.Description);
        json.WriteList("latest_versions", model.LatestVersions, WriteModelVersion);
        json.WriteTags("tags", model.Tags);
        json.WriteList("aliases", model.Aliases, WriteAlias);
        json.WriteEndObject();
    }

    public static void WriteModelVersion(this Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteStartObject();
        json.WriteString("name", version.Name);
        json.WriteString("version", version.Version.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("creation_timestamp", version.CreationTime);
        json.WriteNumber("last_updated_timestamp", version.LastUpdateTime);
        json.WriteString("current_stage", version.Stage);
        json.WriteString("description", version.Description);
        json.WriteString("source", version.Source);
        json.WriteString("run_id", version.RunId);
        json.WriteString("status", "READY");
        json.WriteTags("tags", version.Tags);
        json.WriteString("run_link", version.RunLink);
        json.WriteList("aliases", version.Aliases, (j, a) => j.WriteStringValue(a));
        if (version.ModelId.Length > 0) json.WriteString("model_id", version.ModelId);
        json.WriteEndObject();
    }

    static void WriteAlias(Utf8JsonWriter json, ModelAlias alias)
    {
        json.WriteStartObject();
        json.WriteString("alias", alias.Alias);
        json.WriteString("version", alias.Version.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
