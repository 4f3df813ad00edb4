using System.Data;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

public sealed partial class LoggedModelStore
{
    /// <summary>Writes a logged model of another store with its id and times over what is there; its runs are there.</summary>
    internal static void Import(IDbConnection connection, LoggedModel model, LifecycleStage stage)
    {
        connection.Run(
            """
            INSERT INTO logged_models (
                model_id, experiment_id, name, model_type, source_run_id, artifact_uri, status, status_message, creation_time, last_update_time,
                lifecycle_stage)
            VALUES (@0, @1, @2, @3, @4, @5, @6, '', @7, @8, @9)
            ON CONFLICT (model_id) DO UPDATE SET experiment_id = excluded.experiment_id, name = excluded.name, model_type = excluded.model_type,
                source_run_id = excluded.source_run_id, artifact_uri = excluded.artifact_uri, status = excluded.status, creation_time = excluded.creation_time,
                last_update_time = excluded.last_update_time, lifecycle_stage = excluded.lifecycle_stage
            """,
            model.ModelId, Limits.ParseExperimentId(model.ExperimentId), model.Name, model.ModelType, model.SourceRunId, model.ArtifactUri, (long)model.Status,
            model.CreationTime, model.LastUpdateTime, stage == LifecycleStage.Active ? "active" : "deleted");
        foreach (var param in model.Params)
            connection.Run(
                "INSERT INTO logged_model_params (model_id, key, value) VALUES (@0, @1, @2) ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value",
                model.ModelId, param.Key, param.Value);
        foreach (var tag in model.Tags)
            connection.Run(
                "INSERT INTO logged_model_tags (model_id, key, value) VALUES (@0, @1, @2) ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value",
                model.ModelId, tag.Key, tag.Value);
        foreach (var ofRun in model.Metrics.GroupBy(m => m.RunId))
            MetricRows.AddSubjects(connection, RunRows.Key(connection, ofRun.Key), [.. ofRun.Select(m => m with { ModelId = model.ModelId })]);
    }

    /// <summary>Those of some ids of logged models that there are, deleted ones too.</summary>
    internal static List<string> Existing(IDbConnection connection, string[] ids) =>
        connection.Rows("SELECT model_id FROM logged_models WHERE model_id IN @0", r => r.GetString(0), [ids]);

    /// <summary>Logged models by their ids, deleted ones too, with all that belongs to them; unknown ones are left out.</summary>
    internal static IReadOnlyList<(LoggedModel Model, LifecycleStage Stage)> Read(IDbConnection connection, string[] ids)
    {
        var found = connection.Rows(
            $"SELECT {Columns}, l.lifecycle_stage FROM logged_models l WHERE l.model_id IN @0 ORDER BY l.model_id",
            r => (Model: Read(r), Stage: r.GetString(9) == "active" ? LifecycleStage.Active : LifecycleStage.Deleted), [ids]);
        return [.. WithData(connection, found.ConvertAll(f => f.Model)).Zip(found, (model, f) => (model, f.Stage))];
    }
}
