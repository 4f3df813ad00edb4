using System.Data;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Transfers;

/// <summary>Runs in the tables of MLflow's database.</summary>
static class MlflowRows
{
    const int PageSize = 200;

    public static LifecycleStage Stage(string? text) => text == "deleted" ? LifecycleStage.Deleted : LifecycleStage.Active;

    /// <summary>A number as it was logged: MLflow stores infinities as the largest double.</summary>
    public static double Value(double stored, bool isNan) => stored switch
    {
        _ when isNan => double.NaN,
        double.MaxValue => double.PositiveInfinity,
        double.MinValue => double.NegativeInfinity,
        _ => stored,
    };

    public static IEnumerable<IReadOnlyList<MovedRun>> Runs(IDbConnection connection, MlflowSchema schema, long[] experiments)
    {
        for (var last = ""; ;)
        {
            var runs = connection.Rows(
                $"""
                SELECT run_uuid, experiment_id, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, {schema.Column("runs.deleted_time")}
                FROM runs WHERE run_uuid > @0 AND experiment_id IN @1 ORDER BY run_uuid LIMIT {PageSize}
                """,
                Read, last, experiments);
            if (runs.Count == 0) yield break;

            last = runs[^1].Run.RunId;
            yield return WithData(connection, schema, runs);
        }
    }

    /// <summary>All points of runs as they come from the server: memory does not grow with their number.</summary>
    public static IEnumerable<Metric> Points(IDbConnection connection, IReadOnlyList<MovedRun> runs) => connection.Stream(
        "SELECT key, value, CASE WHEN is_nan THEN 1 ELSE 0 END, timestamp, step, run_uuid FROM metrics WHERE run_uuid IN @0",
        r => ReadMetric(r) with { RunId = r.GetString(5) }, [runs.Select(r => r.Run.RunId).ToArray()]);

    static MovedRun Read(IDataRecord row) => new(
        new()
        {
            RunId = row.GetString(0),
            ExperimentId = Tally.Text(row.GetInt64(1)),
            Name = row.TextOrNull(2) ?? "",
            UserId = row.TextOrNull(3) ?? "",
            Status = Enum.TryParse<RunStatus>(row.TextOrNull(4), ignoreCase: true, out var status) ? status : RunStatus.Running,
            StartTime = row.LongOrNull(5) ?? 0,
            EndTime = row.LongOrNull(6),
            Stage = Stage(row.TextOrNull(7)),
            ArtifactUri = row.TextOrNull(8) ?? "",
        },
        row.LongOrNull(9));

    static List<MovedRun> WithData(IDbConnection connection, MlflowSchema schema, List<MovedRun> runs)
    {
        var ids = runs.ConvertAll(r => r.Run.RunId);
        var latest = Chunks.Load(
            connection,
            "SELECT run_uuid, key, value, CASE WHEN is_nan THEN 1 ELSE 0 END, COALESCE(timestamp, 0), step FROM latest_metrics WHERE run_uuid IN @0 ORDER BY key",
            ids, r => ReadMetric(r, 1));
        var parameters = Chunks.Load(
            connection, "SELECT run_uuid, key, value FROM params WHERE run_uuid IN @0 ORDER BY key", ids, r => new Param(r.GetString(1), r.GetString(2)));
        var tags = Chunks.Load(
            connection, "SELECT run_uuid, key, value FROM tags WHERE run_uuid IN @0 ORDER BY key", ids, r => new Tag(r.GetString(1), r.TextOrNull(2) ?? ""));
        var models = schema.Has("inputs") ? Models(connection, schema, ids) : [];
        var datasets = schema.Has("inputs") ? Datasets(connection, ids) : [];
        return runs.ConvertAll(r => r with
        {
            Run = r.Run with
            {
                // MLflow 1.x kept the name in a tag alone, and later servers look there too.
                Name = r.Run.Name.Length > 0 ? r.Run.Name : tags.Of(r.Run.RunId).FirstOrDefault(t => t.Key == Run.NameTag)?.Value ?? "",
                Metrics = latest.Of(r.Run.RunId),
                Params = parameters.Of(r.Run.RunId),
                Tags = tags.Of(r.Run.RunId),
                Datasets = datasets.Of(r.Run.RunId),
                ModelInputs = [.. models.Of(r.Run.RunId).Where(m => m.Input).Select(m => m.Model.ModelId)],
                ModelOutputs = [.. models.Of(r.Run.RunId).Where(m => !m.Input).Select(m => m.Model)],
            },
        });
    }

    static Dictionary<string, List<(bool Input, ModelOutput Model)>> Models(IDbConnection connection, MlflowSchema schema, List<string> ids) => Chunks.Load(
        connection,
        $"SELECT source_id, destination_id, {schema.Column("inputs.step", "0")}, source_type FROM inputs WHERE source_id IN @0 AND source_type <> 'DATASET' "
        + "AND destination_type IN ('MODEL_INPUT', 'MODEL_OUTPUT') ORDER BY destination_id",
        ids, r => (r.GetString(3) == "RUN_INPUT", new ModelOutput(r.GetString(1), r.GetInt64(2))));

    static Dictionary<string, List<DatasetInput>> Datasets(IDbConnection connection, List<string> ids)
    {
        const string OfRuns = "i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id IN @0";
        var tags = Chunks.Load(
            connection,
            $"SELECT i.input_uuid, t.name, t.value FROM inputs i JOIN input_tags t ON t.input_uuid = i.input_uuid WHERE {OfRuns} ORDER BY t.name",
            ids, r => new Tag(r.GetString(1), r.GetString(2)));
        return Chunks.Load(
            connection,
            $"""
            SELECT i.destination_id, i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile
            FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id WHERE {OfRuns} ORDER BY d.name, d.digest
            """,
            ids,
            r => new DatasetInput(
                new(r.GetString(2), r.GetString(3))
                {
                    SourceType = r.GetString(4),
                    Source = r.GetString(5),
                    Schema = r.TextOrNull(6),
                    Profile = r.TextOrNull(7),
                },
                tags.Of(r.GetString(1))));
    }

    static Metric ReadMetric(IDataRecord row, int column = 0) =>
        new(row.GetString(column), Value(row.GetDouble(column + 1), row.GetInt64(column + 2) != 0), row.GetInt64(column + 3), row.GetInt64(column + 4));
}
