using System.Data;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Garbage;

/// <summary>The rows of what is removed for good.</summary>
static class GarbageRows
{
    /// <summary>How many points of metrics go in one transaction, so that others need not wait for it.</summary>
    public const long Piece = 5000;

    const string Points = "key, timestamp, step, value, is_nan";
    const string Subjects = "model_id, run, key, timestamp, step, value, is_nan, dataset_name, dataset_digest";

    static readonly string[] OfRun =
    [
        "run_dataset_tags", "run_datasets", "run_models", "metric_subjects", "metrics", "latest_metrics", "params", "tags", "runs",
    ];


    /// <summary>Notes that things are going to be removed, those of them that are still deleted; from then on they are not restored.</summary>
    public static void Mark(IDbConnection connection, string kind, string[] ids, long now)
    {
        var select = kind switch
        {
            GarbageItem.Run => "run_id, @1 FROM runs WHERE run_id IN @0 AND lifecycle_stage = 'deleted'",
            // Those of an experiment that goes were not deleted themselves.
            GarbageItem.Model => "model_id, @1 FROM logged_models WHERE model_id IN @0 AND (lifecycle_stage = 'deleted' "
                + "OR EXISTS (SELECT 1 FROM removals e WHERE e.kind = 'experiment' AND e.id = CAST(experiment_id AS TEXT)))",
            _ => "CAST(experiment_id AS TEXT), @1 FROM experiments WHERE experiment_id IN @0 AND lifecycle_stage = 'deleted'",
        };
        object keys = kind == GarbageItem.Experiment ? Array.ConvertAll(ids, Limits.ParseExperimentId) : ids;
        connection.Run($"INSERT INTO removals (kind, id, begun) SELECT '{kind}', {select} ON CONFLICT DO NOTHING", keys, now);
    }

    /// <summary>What is noted, experiments last.</summary>
    public static List<GarbageItem> Marked(IDbConnection connection) =>
    [
        .. Marked(connection, GarbageItem.Run, "artifact_uri FROM removals m JOIN runs r ON r.run_id = m.id"),
        .. Marked(connection, GarbageItem.Model, "artifact_uri FROM removals m JOIN logged_models l ON l.model_id = m.id"),
        .. Marked(connection, GarbageItem.Experiment, "artifact_location FROM removals m JOIN experiments e ON CAST(e.experiment_id AS TEXT) = m.id"),
    ];

    /// <summary>Removes some points of a run's metrics; false where none are left.</summary>
    public static bool RemovePoints(IDbConnection connection, string runId)
    {
        if (Key(connection, runId) is not { } run) return false;

        return connection.Run($"DELETE FROM metrics WHERE run = @0 AND ({Points}) IN (SELECT {Points} FROM metrics WHERE run = @0 LIMIT @1)", run, Piece) > 0
            || RemoveSubjects(connection, "run", run);
    }

    /// <summary>Removes some points that were logged for a model; false where none are left.</summary>
    public static bool RemoveSubjects(IDbConnection connection, string modelId) => RemoveSubjects(connection, "model_id", modelId);

    /// <summary>Removes what is left of a thing, and the note; false where it is gone already, or where something was added to it meanwhile.</summary>
    public static bool Remove(IDbConnection connection, GarbageItem item)
    {
        if (connection.Run("DELETE FROM removals WHERE kind = @0 AND id = @1", item.Kind, item.Id) == 0) return false;

        return item.Kind switch
        {
            GarbageItem.Run => RemoveRun(connection, item.Id),
            GarbageItem.Model => RemoveModel(connection, item.Id),
            _ => RemoveExperiment(connection, Limits.ParseExperimentId(item.Id)),
        };
    }

    /// <summary>All places of artifacts in or below folders of a name, but for one experiment's.</summary>
    public static List<string> PlacesBelow(IDbConnection connection, string folder, string experiment)
    {
        string[] sources =
        [
            "'', artifact_uri FROM runs WHERE artifact_uri", "'', artifact_uri FROM logged_models WHERE artifact_uri",
            "'', location FROM model_versions WHERE location", "CAST(experiment_id AS TEXT), artifact_location FROM experiments WHERE artifact_location",
        ];
        return
        [
            .. from source in sources
               from like in new[] { $"%/{folder}/%", $"%/{folder}" }
               from place in connection.Rows($"SELECT {source} LIKE @0", r => (Owner: r.GetString(0), Uri: r.GetString(1)), like)
               where place.Owner != experiment
               select place.Uri,
        ];
    }

    static List<GarbageItem> Marked(IDbConnection connection, string kind, string select) =>
        connection.Rows($"SELECT m.id, {select} WHERE m.kind = @0 ORDER BY m.id", r => new GarbageItem(kind, r.GetString(0), r.GetString(1), 0), kind);

    static bool RemoveSubjects(IDbConnection connection, string column, object value) => connection.Run(
        $"DELETE FROM metric_subjects WHERE ({Subjects}) IN (SELECT {Subjects} FROM metric_subjects WHERE {column} = @0 LIMIT @1)", value, Piece) > 0;

    static bool RemoveRun(IDbConnection connection, string runId)
    {
        if (Key(connection, runId) is not { } run) return false;

        Database.TouchRemoved(run);
        foreach (var table in OfRun) connection.Run($"DELETE FROM {table} WHERE run = @0", run);
        return true;
    }

    static bool RemoveModel(IDbConnection connection, string modelId)
    {
        foreach (var table in (string[])["metric_subjects", "logged_model_tags", "logged_model_params"])
             connection.Run($"DELETE FROM {table} WHERE model_id = @0", modelId);
        return connection.Run("DELETE FROM logged_models WHERE model_id = @0", modelId) > 0;
    }

    static bool RemoveExperiment(IDbConnection connection, long id)
    {
        foreach (var table in (string[])["runs", "logged_models"])
            if (connection.First($"SELECT 1 FROM {table} WHERE experiment_id = @0", r => r.GetInt64(0), id) != 0) return false;

        foreach (var table in (string[])["datasets", "experiment_tags"]) connection.Run($"DELETE FROM {table} WHERE experiment_id = @0", id);
        return connection.Run("DELETE FROM experiments WHERE experiment_id = @0", id) > 0;
    }

    static long? Key(IDbConnection connection, string runId) => connection.First("SELECT run FROM runs WHERE run_id = @0", r => (long?)r.GetInt64(0), runId);
}
