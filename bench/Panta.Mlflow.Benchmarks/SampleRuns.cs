using Microsoft.Data.Sqlite;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Mlflow.Benchmarks;

/// <summary>Experiments <c>runs-N</c> of N runs, the same in both stores: three metrics, three params and three tags each.</summary>
static class SampleRuns
{
    const long Begin = 1_700_000_000_000;
    const int Writers = 256;

    static readonly string[] Metrics = ["accuracy", "loss", "val_loss"];
    static readonly string[] Params = ["learning_rate", "max_depth", "optimizer"];

    /// <summary>Fills a data folder through the stores.</summary>
    /// <returns>The experiments' ids, by size.</returns>
    public static async Task<Dictionary<int, string>> FillPantaAsync(string folder, IEnumerable<int> sizes)
    {
        var ids = new Dictionary<int, string>();
        using var data = DataFolder.Open(folder);
        await using var database = Database.Open(data);
        var (experiments, runs, log) = (new ExperimentStore(database, TimeProvider.System), new RunStore(database, TimeProvider.System), new RunLog(database));
        foreach (var size in sizes)
        {
            var id = (await experiments.CreateAsync($"runs-{size}")).ExperimentId;
            ids.Add(size, id);
            await Parallel.ForEachAsync(Enumerable.Range(0, size), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (i, cancel) =>
            {
                var run = await runs.CreateAsync(new() { ExperimentId = id, UserId = "ada", StartTime = Begin + i, Tags = [new("mlflow.user", "ada"), new("mlflow.source.name", "train.py")] }, cancel);
                await log.LogBatchAsync(
                    run.RunId, new() { Metrics = [.. Metrics.Select(m => new Metric(m, Value(i), Begin + i))], Params = [.. Params.Select(p => new Param(p, $"{i % 10}"))] }, cancel);
            });
        }

        return ids;
    }

    /// <summary>Fills the original's file by SQL: through its API ten thousand runs take minutes.</summary>
    public static Dictionary<int, string> FillMlflow(string file, IEnumerable<int> sizes)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        var ids = new Dictionary<int, string>();
        foreach (var size in sizes)
        {
            var experiment = 1000 + ids.Count;
            ids.Add(size, $"{experiment}");
            Insert(connection, "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) VALUES (@0, @1, @2, 'active', @3, @3)",
                [experiment, $"runs-{size}", $"mlflow-artifacts:/{experiment}", Begin]);
            for (var i = 0; i < size; i++) AddRun(connection, experiment, i);
        }

        transaction.Commit();
        return ids;
    }

    static double Value(int run) => run % 997 / 997.0;

    static void AddRun(SqliteConnection connection, int experiment, int i)
    {
        var run = Guid.NewGuid().ToString("N");
        Insert(
            connection,
            "INSERT INTO runs (run_uuid, name, user_id, status, start_time, lifecycle_stage, artifact_uri, experiment_id, source_type, source_name, entry_point_name, source_version) "
            + "VALUES (@0, @1, 'ada', 'RUNNING', @2, 'active', @3, @4, 'UNKNOWN', '', '', '')",
            [run, $"run-{i}", Begin + i, $"mlflow-artifacts:/{experiment}/{run}/artifacts", experiment]);
        foreach (var metric in Metrics)
        {
            Insert(connection, "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (@0, @1, @2, @3, 0, 0)", [metric, Value(i), Begin + i, run]);
            Insert(connection, "INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (@0, @1, @2, @3, 0, 0)", [metric, Value(i), Begin + i, run]);
        }

        foreach (var param in Params) Insert(connection, "INSERT INTO params (key, value, run_uuid) VALUES (@0, @1, @2)", [param, $"{i % 10}", run]);
        foreach (var (key, value) in ((string, string)[])[("mlflow.user", "ada"), ("mlflow.source.name", "train.py"), ("mlflow.runName", $"run-{i}")])
            Insert(connection, "INSERT INTO tags (key, value, run_uuid) VALUES (@0, @1, @2)", [key, value, run]);
    }

    static void Insert(SqliteConnection connection, string sql, object[] values)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the literals above
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"@{i}", values[i]);
        command.ExecuteNonQuery();
    }
}
