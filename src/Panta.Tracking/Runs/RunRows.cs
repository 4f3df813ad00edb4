using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Runs as rows: reading them with all they logged in a fixed number of queries.</summary>
static class RunRows
{
    public const string Columns =
        "r.run, r.run_id, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.lifecycle_stage, r.artifact_uri";

    /// <summary>The short key of a run.</summary>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    public static long Key(IDbConnection connection, string runId) => Find(connection, runId).Key;

    /// <summary>The short key of a run in use.</summary>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ArgumentException">The run is deleted.</exception>
    public static long ActiveKey(IDbConnection connection, string runId)
    {
        var (key, stage) = Find(connection, runId);
        return stage == "active" ? key : throw new ArgumentException(
            $"The run {runId} must be in the 'active' state. Current state is {stage}. Restore it first.");
    }

    public static Run Get(IDbConnection connection, string runId)
    {
        var found = connection.Rows($"SELECT {Columns} FROM runs r WHERE r.run_id = @0", Read, runId);
        return found.Count > 0 ? WithData(connection, found)[0] : throw NotFound(runId);
    }

    /// <summary>Runs by their short keys, in that order, with all they logged; without those that were removed for good.</summary>
    public static List<(long Key, Run Run)> Get(IDbConnection connection, IReadOnlyList<long> keys)
    {
        var heads = Chunks.Load(connection, $"SELECT {Columns} FROM runs r WHERE r.run IN @0", keys, r => Read(r).Run);
        var found = keys.Where(heads.ContainsKey).Select(key => (Key: key, Run: heads[key][0])).ToList();
        return [.. found.Zip(WithData(connection, found), (head, run) => (head.Key, run))];
    }

    public static (long Key, Run Run) Read(IDataRecord row) => (row.GetInt64(0), new()
    {
        RunId = row.GetString(1),
        ExperimentId = row.GetInt64(2).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Name = row.GetString(3),
        UserId = row.GetString(4),
        Status = Enum.Parse<RunStatus>(row.GetString(5), ignoreCase: true),
        StartTime = row.GetInt64(6),
        EndTime = row.LongOrNull(7),
        Stage = row.GetString(8) == "active" ? LifecycleStage.Active : LifecycleStage.Deleted,
        ArtifactUri = row.GetString(9),
    });

    /// <summary>Adds metrics, params, tags, inputs and outputs: six queries a thousand runs.</summary>
    public static List<Run> WithData(IDbConnection connection, IReadOnlyList<(long Key, Run Run)> runs)
    {
        var keys = runs.Select(r => r.Key).ToList();
        var metrics = Chunks.Load(
            connection, "SELECT run, key, value, is_nan, timestamp, step FROM latest_metrics WHERE run IN @0 ORDER BY run, key", keys, r => ReadMetric(r, 1));
        var parameters = Chunks.Load(
            connection, "SELECT run, key, value FROM params WHERE run IN @0 ORDER BY run, key", keys, r => new Param(r.GetString(1), r.GetString(2)));
        var tags = Chunks.Load(
            connection, "SELECT run, key, value FROM tags WHERE run IN @0 ORDER BY run, key", keys, r => new Tag(r.GetString(1), r.GetString(2)));
        var datasets = Datasets(connection, keys);
        var models = Chunks.Load(
            connection, "SELECT run, direction, model_id, step FROM run_models WHERE run IN @0 ORDER BY run, step, model_id", keys,
            r => (Input: r.GetString(1) == "input", Model: new ModelOutput(r.GetString(2), r.GetInt64(3))));

        return [.. runs.Select(r => r.Run with
        {
            Metrics = metrics.Of(r.Key),
            Params = parameters.Of(r.Key),
            Tags = tags.Of(r.Key),
            Datasets = datasets.Of(r.Key),
            ModelInputs = [.. models.Of(r.Key).Where(m => m.Input).Select(m => m.Model.ModelId)],
            ModelOutputs = [.. models.Of(r.Key).Where(m => !m.Input).Select(m => m.Model)],
        })];
    }

    /// <summary>Reads key, value, is_nan, timestamp, step from a column on.</summary>
    public static Metric ReadMetric(IDataRecord row, int column) =>
        new(row.GetString(column), row.GetInt64(column + 2) != 0 ? double.NaN : row.GetDouble(column + 1), row.GetInt64(column + 3), row.GetInt64(column + 4));

    static Dictionary<long, List<DatasetInput>> Datasets(IDbConnection connection, List<long> keys)
    {
        var tags = Chunks.Load(
            connection, "SELECT run, dataset, key, value FROM run_dataset_tags WHERE run IN @0 ORDER BY run, dataset, key", keys,
            r => (Dataset: r.GetInt64(1), Tag: new Tag(r.GetString(2), r.GetString(3))));
        return Chunks.Load(
            connection,
            """
            SELECT u.run, d.dataset, d.name, d.digest, d.source_type, d.source, d.schema, d.profile
            FROM run_datasets u JOIN datasets d ON d.dataset = u.dataset WHERE u.run IN @0 ORDER BY u.run, d.dataset
            """,
            keys,
            r => new DatasetInput(
                new(r.GetString(2), r.GetString(3)) 
                {
                    SourceType = r.GetString(4),
                    Source = r.GetString(5),
                    Schema = r.TextOrNull(6),
                    Profile = r.TextOrNull(7),
                },
                [.. tags.Of(r.GetInt64(0)).Where(t => t.Dataset == r.GetInt64(1)).Select(t => t.Tag)]));
    }

    static (long Key, string Stage) Find(IDbConnection connection, string runId)
    {
        var found = connection.First("SELECT run, lifecycle_stage FROM runs WHERE run_id = @0", r => (Key: r.GetInt64(0), Stage: r.GetString(1)), runId);
        if (found.Stage is null) throw NotFound(runId);

        Database.Touch(found.Key);
        return found;
    }

    public static NotFoundException NotFound(string runId) => new("run", runId, $"Run with id={runId} not found.");
}
