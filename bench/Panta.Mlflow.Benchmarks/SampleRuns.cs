using System.Data;

namespace Panta.Mlflow.Benchmarks;

/// <summary>
/// SQL that fills an experiment with runs, the same in both stores: three metrics, three params and three tags each. Through the API a million runs take an hour.
/// </summary>
static class SampleRuns
{
    const long Begin = 1_700_000_000_000;
    const string Metrics = "(SELECT 'accuracy' AS key UNION ALL SELECT 'loss' UNION ALL SELECT 'val_loss')";
    const string Params = "(SELECT 'learning_rate' AS key UNION ALL SELECT 'max_depth' UNION ALL SELECT 'optimizer')";
    const string Tags = "(SELECT 'mlflow.runName' AS key UNION ALL SELECT 'mlflow.source.name' UNION ALL SELECT 'mlflow.user')";
    const string TagValue = "CASE t.key WHEN 'mlflow.user' THEN 'ada' WHEN 'mlflow.source.name' THEN 'train.py' ELSE r.name END";

    /// <summary>The number of the experiment that is filled as the n-th, from 0.</summary>
    public static int Experiment(int n) => 1000 + n;

    /// <summary>For Panta, in SQLite or PostgreSQL.</summary>
    public static IEnumerable<string> OfPanta(int experiment, int size) =>
    [
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) "
            + $"VALUES ({experiment}, 'runs-{size}', 'mlflow-artifacts:/{experiment}', 'active', {Begin}, {Begin})",
        "INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri) "
            + $"{Numbers(size)} SELECT {Id(experiment)}, {experiment}, 'run-' || CAST(i AS TEXT), 'ada', 'FINISHED', {Begin} + i, {End}, 'active', "
            + $"'mlflow-artifacts:/{experiment}/' || {Id(experiment)} || '/artifacts' FROM numbers",
        $"INSERT INTO metrics (run, key, timestamp, step, value, is_nan) {OfRuns("r.run, t.key, r.start_time, 0, " + Value + ", 0", Metrics, experiment)} ORDER BY r.run, t.key",
        $"INSERT INTO latest_metrics (run, key, timestamp, step, value, is_nan) {OfRuns("r.run, t.key, r.start_time, 0, " + Value + ", 0", Metrics, experiment)} ORDER BY r.run, t.key",
        $"INSERT INTO params (run, key, value) {OfRuns($"r.run, t.key, {ParamValue}", Params, experiment)} ORDER BY r.run, t.key",
        $"INSERT INTO tags (run, key, value) {OfRuns($"r.run, t.key, {TagValue}", Tags, experiment)} ORDER BY r.run, t.key",
    ];

    /// <summary>For the original, in SQLite.</summary>
    public static IEnumerable<string> OfMlflow(int experiment, int size) =>
    [
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) "
            + $"VALUES ({experiment}, 'runs-{size}', 'mlflow-artifacts:/{experiment}', 'active', {Begin}, {Begin})",
        "INSERT INTO runs (run_uuid, experiment_id, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, source_type, source_name, entry_point_name, source_version) "
            + $"{Numbers(size)} SELECT {Id(experiment)}, {experiment}, 'run-' || CAST(i AS TEXT), 'ada', 'FINISHED', {Begin} + i, {End}, 'active', "
            + $"'mlflow-artifacts:/{experiment}/' || {Id(experiment)} || '/artifacts', 'UNKNOWN', '', '', '' FROM numbers",
        $"INSERT INTO metrics (run_uuid, key, timestamp, step, value, is_nan) {OfRuns("r.run_uuid, t.key, r.start_time, 0, " + Value + ", 0", Metrics, experiment)}",
        $"INSERT INTO latest_metrics (run_uuid, key, timestamp, step, value, is_nan) {OfRuns("r.run_uuid, t.key, r.start_time, 0, " + Value + ", 0", Metrics, experiment)}",
        $"INSERT INTO params (run_uuid, key, value) {OfRuns($"r.run_uuid, t.key, {ParamValue}", Params, experiment)}",
        $"INSERT INTO tags (run_uuid, key, value) {OfRuns($"r.run_uuid, t.key, {TagValue}", Tags, experiment)}",
    ];

    public static void Execute(IDbConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the statements above, of numbers
        command.CommandText = statement;
#pragma warning restore CA2100
        command.CommandTimeout = 600;
        command.ExecuteNonQuery();
    }

    // In another order than they started.
    static string End => $"{Begin} + i + ((CAST(i AS BIGINT) * 7919) % 1000003)";

    static string Number => $"(r.start_time - {Begin})";

    static string Value => $"({Number} % 997) / 997.0";

    static string ParamValue => $"CAST({Number} % 10 AS TEXT)";

    static string Numbers(int size) => $"WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {size})";

    // 32 characters, as ids have.
    static string Id(int experiment) => $"('00000000000000000000' || CAST({100_000_000_000 + (experiment * 10_000_000L)} + i AS TEXT))";

    static string OfRuns(string columns, string keys, int experiment) => $"SELECT {columns} FROM runs r CROSS JOIN {keys} t WHERE r.experiment_id = {experiment}";
}
