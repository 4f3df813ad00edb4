using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Writes runs of another store with their ids and times, many at once. What is there already is written over, so that it may be done again.</summary>
static class RunImport
{
    const string RunSql = """
        INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_time, end_time, lifecycle_stage, deleted_time, artifact_uri)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9)
        ON CONFLICT (run_id) DO UPDATE SET experiment_id = excluded.experiment_id, name = excluded.name, user_id = excluded.user_id, status = excluded.status,
            start_time = excluded.start_time, end_time = excluded.end_time, lifecycle_stage = excluded.lifecycle_stage,
            deleted_time = excluded.deleted_time, artifact_uri = excluded.artifact_uri
        """;

    const string PointsSql = "SELECT m.key, m.value, m.is_nan, m.timestamp, m.step, r.run_id FROM metrics m JOIN runs r ON r.run = m.run WHERE r.run_id IN @0";

    const string ParamSql = "INSERT INTO params (run, key, value) VALUES (@0, @1, @2) ON CONFLICT (run, key) DO UPDATE SET value = excluded.value";

    const string TagSql = "INSERT INTO tags (run, key, value) VALUES (@0, @1, @2) ON CONFLICT (run, key) DO UPDATE SET value = excluded.value";

    /// <summary>Writes runs with all but their metrics; their values as they are, whatever their length.</summary>
    public static void Write(IDbConnection connection, IReadOnlyList<(Run Run, long? DeletedTime)> runs)
    {
        foreach (var (run, deleted) in runs)
            connection.Run(
                RunSql, run.RunId, Limits.ParseExperimentId(run.ExperimentId), run.Name, run.UserId, RunStore.StatusText(run.Status), run.StartTime,
                run.EndTime, run.Stage == LifecycleStage.Active ? "active" : "deleted", deleted, run.ArtifactUri);
        var keys = Keys(connection, [.. runs.Select(r => r.Run.RunId)]);
        WriteTexts(connection, ParamSql, [.. runs.SelectMany(r => r.Run.Params.Select(p => (keys[r.Run.RunId], p.Key, p.Value)))]);
        WriteTexts(connection, TagSql, [.. runs.SelectMany(r => r.Run.Tags.Select(t => (keys[r.Run.RunId], t.Key, t.Value)))]);
        foreach (var (run, _) in runs)
        {
            foreach (var input in run.Datasets) Datasets.Add(connection, keys[run.RunId], input);
            foreach (var model in run.ModelInputs) RunLog.AddModel(connection, keys[run.RunId], "input", new(model));
            foreach (var model in run.ModelOutputs) RunLog.AddModel(connection, keys[run.RunId], "output", model);
        }
    }

    /// <summary>Writes points of metrics, each with its run's id; the runs are there.</summary>
    public static void WritePoints(IDbConnection connection, IReadOnlyList<Metric> points)
    {
        var keys = Keys(connection, [.. points.Select(p => p.RunId).Distinct()]);
        foreach (var ofRun in points.GroupBy(p => p.RunId))
            MetricRows.Add(connection, keys.TryGetValue(ofRun.Key, out var key) ? key : throw RunRows.NotFound(ofRun.Key), [.. ofRun]);
    }

    /// <summary>Those of some ids of runs that there are.</summary>
    public static HashSet<string> Existing(IDbConnection connection, string[] ids) => [.. Keys(connection, ids).Keys];

    /// <summary>Runs by their ids with all but the points of their metrics; unknown ones are left out.</summary>
    public static IReadOnlyList<Run> Read(IDbConnection connection, string[] ids) =>
        RunRows.WithData(connection, connection.Rows($"SELECT {RunRows.Columns} FROM runs r WHERE r.run_id IN @0 ORDER BY r.run", RunRows.Read, [ids]));

    /// <summary>All points of runs as they come.</summary>
    public static IEnumerable<Metric> ReadPoints(IDbConnection connection, string[] ids) => connection.Stream(
        PointsSql,
        r => RunRows.ReadMetric(r, 0) with { RunId = r.GetString(5) }, [ids]);

    static Dictionary<string, long> Keys(IDbConnection connection, string[] ids)
    {
        var keys = connection.Rows("SELECT run_id, run FROM runs WHERE run_id IN @0", r => (Id: r.GetString(0), Key: r.GetInt64(1)), [ids])
            .ToDictionary(r => r.Id, r => r.Key);
        foreach (var key in keys.Values) Database.Touch(key);
        return keys;
    }

    static void WriteTexts(IDbConnection connection, string sql, List<(long Run, string Key, string Value)> texts) => connection.InsertAll(
        sql, texts.Select(t => t.Run).ToArray(), texts.Select(t => t.Key).ToArray(), texts.Select(t => t.Value).ToArray());
}
