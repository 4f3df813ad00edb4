using System.Data;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Transfers;

/// <summary>Logged and registered models in the tables of MLflow's database.</summary>
static class MlflowModelRows
{
    const int PageSize = 100;
    const string DeletedStage = "Deleted_Internal";

    public static IEnumerable<MovedModel> LoggedModels(IDbConnection connection, long[] experiments)
    {
        for (var last = ""; ;)
        {
            var models = connection.Rows(
                $"""
                SELECT model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type,
                    source_run_id
                FROM logged_models WHERE model_id > @0 AND experiment_id IN @1 ORDER BY model_id LIMIT {PageSize}
                """,
                ReadModel, last, experiments);
            if (models.Count == 0) yield break;

            last = models[^1].Model.ModelId;
            foreach (var model in WithData(connection, models)) yield return model;
        }
    }

    public static IEnumerable<MovedRegistration> Registrations(IDbConnection connection, MlflowSchema schema, string workspace)
    {
        for (var last = ""; ;)
        {
            var models = connection.Rows(
                "SELECT name, COALESCE(description, ''), COALESCE(creation_time, 0), COALESCE(last_updated_time, 0) FROM registered_models "
                + $"WHERE {schema.InWorkspace("registered_models")} AND name > @1 ORDER BY name LIMIT {PageSize}",
                r => new RegisteredModel { Name = r.GetString(0), Description = r.GetString(1), CreationTime = r.GetInt64(2), LastUpdateTime = r.GetInt64(3) },
                workspace, last);
            if (models.Count == 0) yield break;

            last = models[^1].Name;
            foreach (var model in models) yield return Registration(connection, schema, workspace, model);
        }
    }

    static MovedModel ReadModel(IDataRecord row) => new(
        new()
        {
            ModelId = row.GetString(0),
            ExperimentId = Tally.Text(row.GetInt64(1)),
            Name = row.GetString(2),
            ArtifactUri = row.GetString(3),
            CreationTime = row.GetInt64(4),
            LastUpdateTime = row.GetInt64(5),
            Status = (LoggedModelStatus)row.GetInt64(6),
            ModelType = row.TextOrNull(8) ?? "",
            SourceRunId = row.TextOrNull(9) ?? "",
        },
        MlflowRows.Stage(row.TextOrNull(7)));

    static List<MovedModel> WithData(IDbConnection connection, List<MovedModel> models)
    {
        var ids = models.ConvertAll(m => m.Model.ModelId);
        var parameters = Chunks.Load(
            connection, "SELECT model_id, param_key, param_value FROM logged_model_params WHERE model_id IN @0 ORDER BY param_key",
            ids, r => new Param(r.GetString(1), r.GetString(2)));
        var tags = Chunks.Load(
            connection, "SELECT model_id, tag_key, tag_value FROM logged_model_tags WHERE model_id IN @0 ORDER BY tag_key",
            ids, r => new Tag(r.GetString(1), r.GetString(2)));
        // This table alone has no flag for NaN, which it stores as 0; the same point among the run's has one.
        var metrics = Chunks.Load(
            connection,
            """
            SELECT m.model_id, m.metric_name, COALESCE(m.metric_value, 0), m.metric_timestamp_ms, m.metric_step, m.run_id, m.dataset_name, m.dataset_digest,
                CASE WHEN m.metric_value IS NULL OR (m.metric_value = 0 AND EXISTS (
                    SELECT 1 FROM metrics p WHERE p.run_uuid = m.run_id AND p.key = m.metric_name AND p.timestamp = m.metric_timestamp_ms
                        AND p.step = m.metric_step AND p.value = 0 AND p.is_nan)) THEN 1 ELSE 0 END
            FROM logged_model_metrics m WHERE m.model_id IN @0 ORDER BY m.metric_name, m.metric_timestamp_ms, m.metric_step
            """,
            ids,
            r => new Metric(r.GetString(1), MlflowRows.Value(r.GetDouble(2), r.GetInt64(8) != 0), r.GetInt64(3), r.GetInt64(4))
            {
                ModelId = r.GetString(0),
                RunId = r.GetString(5),
                DatasetName = r.TextOrNull(6) ?? "",
                DatasetDigest = r.TextOrNull(7) ?? "",
            });
        return models.ConvertAll(m => m with
        {
            Model = m.Model with { Params = parameters.Of(m.Model.ModelId), Tags = tags.Of(m.Model.ModelId), Metrics = metrics.Of(m.Model.ModelId) },
        });
    }

    static MovedRegistration Registration(IDbConnection connection, MlflowSchema schema, string workspace, RegisteredModel model)
    {
        var tags = OfModel(connection, schema, "registered_model_tags", "key, value", "key", ReadTag, workspace, model.Name);
        var aliases = OfModel(
            connection, schema, "registered_model_aliases", "alias, version", "alias", r => new ModelAlias(r.GetString(0), r.GetInt64(1)), workspace, model.Name);
        var last = OfModel(connection, schema, "model_versions", "COALESCE(MAX(version), 0)", "1", r => r.GetInt64(0), workspace, model.Name);
        return new(model with { Tags = tags, Aliases = aliases }, Versions(connection, schema, workspace, model.Name), last[0]);
    }

    // The rows of a table that belong to a model; none where that version of MLflow had no such table.
    static List<T> OfModel<T>(
        IDbConnection connection, MlflowSchema schema, string table, string columns, string order, Func<IDataRecord, T> read, string workspace, string name) =>
        schema.Has(table)
            ? connection.Rows($"SELECT {columns} FROM {table} WHERE {schema.InWorkspace(table)} AND name = @1 ORDER BY {order}", read, workspace, name)
            : [];

    static List<ModelVersion> Versions(IDbConnection connection, MlflowSchema schema, string workspace, string name)
    {
        var tags = OfModel(
            connection, schema, "model_version_tags", "version, key, value", "version, key",
            r => (Version: r.GetInt64(0), Tag: new Tag(r.GetString(1), r.TextOrNull(2) ?? "")), workspace, name).ToLookup(t => t.Version, t => t.Tag);
        return connection.Rows(
            $"""
            SELECT version, COALESCE(creation_time, 0), COALESCE(last_updated_time, 0), description, current_stage, source, run_id,
                {schema.Column("model_versions.run_link")}, {schema.Column("model_versions.storage_location")}
            FROM model_versions WHERE {schema.InWorkspace("model_versions")} AND name = @1 AND COALESCE(current_stage, 'None') <> @2 ORDER BY version
            """,
            r => new ModelVersion
            {
                Name = name,
                Version = r.GetInt64(0),
                CreationTime = r.GetInt64(1),
                LastUpdateTime = r.GetInt64(2),
                Description = r.TextOrNull(3) ?? "",
                Stage = r.TextOrNull(4) ?? ModelStage.None,
                Source = r.TextOrNull(5) ?? "",
                RunId = r.TextOrNull(6) ?? "",
                RunLink = r.TextOrNull(7) ?? "",
                Location = r.TextOrNull(8) ?? r.TextOrNull(5) ?? "",
                ModelId = ModelOf(r.TextOrNull(5)),
                Tags = [.. tags[r.GetInt64(0)]],
            },
            workspace, name, DeletedStage);
    }

    /// <summary>The logged model that a version's source names, <c>models:/m-ID</c>; empty for none.</summary>
    public static string ModelOf(string? source) =>
        source is not null && source.StartsWith("models:/m-", StringComparison.Ordinal) && !source["models:/".Length..].Contains('/')
            ? source["models:/".Length..] : "";

    static Tag ReadTag(IDataRecord row) => new(row.GetString(0), row.TextOrNull(1) ?? "");
}
