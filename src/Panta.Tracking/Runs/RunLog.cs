using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// What runs log, with MLflow's rules: an identical metric point is stored once, a param never changes, a tag can. Each call is one
/// transaction. Thread-safe; calls complete when they are fsynced.
/// </summary>
public sealed class RunLog
{
    const int MetricLimit = 1000;
    const int TextLimit = 100;
    const int BatchLimit = 1000;
    const int Few = 200;

    const string TagSql = "INSERT INTO tags (run, key, value) VALUES (@0, @1, @2) ON CONFLICT (run, key) DO UPDATE SET value = excluded.value";

    /// <summary>The tag that lists the models which clients of MLflow 1 and 2 logged.</summary>
    const string ModelHistoryTag = "mlflow.log-model.history";

    readonly Database _database;
    readonly bool _cutsLongValues;

    /// <summary>What runs of a database log.</summary>
    /// <param name="database">Where it is kept.</param>
    /// <param name="cutsLongValues">Whether values of params and tags that are too long are cut; else they are refused. Default true.</param>
    public RunLog(Database database, bool cutsLongValues = true)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _cutsLongValues = cutsLongValues;
    }

    /// <summary>Logs one point of a metric.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="metric">The point.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task LogMetricAsync(string runId, Metric metric, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Limits.RequireRunId(runId);
        RequireMetric(metric, "");
        return LogAsync(runId, [metric], cancel);
    }

    /// <summary>Logs a param.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="param">A value above 6,000 characters is cut or refused.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="ArgumentException">The run has the param with another value.</exception>
    public Task LogParamAsync(string runId, Param param, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(param);
        Limits.RequireRunId(runId);
        Limits.RequireKey(param.Key, "key");
        RequireFit(param.Value, Limits.ParamLength, "value");
        return _database.WriteAsync(c => AddParams(c, RunRows.ActiveKey(c, runId), runId, [param]), cancel);
    }

    /// <summary>Sets a tag; <c>mlflow.runName</c> renames the run.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="tag">A value above 8,000 characters is cut or refused.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task SetTagAsync(string runId, Tag tag, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        Limits.RequireRunId(runId);
        Limits.RequireKey(tag.Key, "key");
        RequireFit(tag.Value, Limits.TagLength, "value");
        return _database.WriteAsync(c => SetTag(c, RunRows.ActiveKey(c, runId), tag), cancel);
    }

    /// <summary>Removes a tag.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">The run has no such tag.</exception>
    public Task DeleteTagAsync(string runId, string key, CancellationToken cancel = default)
    {
        Limits.RequireRunId(runId);
        return _database.WriteAsync(
            c =>
            {
                if (c.Run("DELETE FROM tags WHERE run = @0 AND key = @1", RunRows.ActiveKey(c, runId), key) == 0)
                    throw new NotFoundException("tag", key, $"No tag with name: {key} in run with id {runId}.");
            },
            cancel);
    }

    /// <summary>Logs a batch: all of it or, with an exception, nothing.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="batch">At most 1,000 metrics, 100 params, 100 tags, 1,000 in all.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task LogBatchAsync(string runId, RunBatch batch, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Limits.RequireRunId(runId);
        Check(batch);
        if (batch.Params.Count + batch.Tags.Count == 0) return LogAsync(runId, batch.Metrics, cancel);

        return _database.WriteAsync(
            c =>
            {
                var run = RunRows.ActiveKey(c, runId);
                AddParams(c, run, runId, batch.Params);
                MetricRows.Add(c, run, batch.Metrics);
                SetTags(c, run, batch.Tags);
            },
            cancel);
    }

    /// <summary>Records the datasets and logged models that a run read. One already recorded stays as it is.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="datasets">With the tags of their use.</param>
    /// <param name="modelIds">Logged models; they need not exist.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task LogInputsAsync(string runId, IReadOnlyList<DatasetInput> datasets, IReadOnlyList<string> modelIds, CancellationToken cancel = default)
    {
        Limits.RequireRunId(runId);
        Limits.RequireCount(datasets.Count, "datasets");
        for (var i = 0; i < datasets.Count; i++) Datasets.Require(datasets[i], $"datasets[{i}]");
        RequireModels(modelIds);
        return _database.WriteAsync(
            c =>
            {
                var run = RunRows.ActiveKey(c, runId);
                foreach (var input in datasets) Datasets.Add(c, run, input);
                foreach (var model in modelIds) AddModel(c, run, "input", new(model));
            },
            cancel);
    }

    /// <summary>Records the logged models that a run made.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="models">They need not exist.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task LogOutputsAsync(string runId, IReadOnlyList<ModelOutput> models, CancellationToken cancel = default)
    {
        Limits.RequireRunId(runId);
        RequireModels([.. models.Select(m => m.ModelId)]);
        return _database.WriteAsync(
            c =>
            {
                var run = RunRows.ActiveKey(c, runId);
                foreach (var model in models) AddModel(c, run, "output", model);
            },
            cancel);
    }

    /// <summary>Appends a model, as clients of MLflow 1 and 2 log it, to the run's tag <c>mlflow.log-model.history</c>.</summary>
    /// <param name="runId">A run in use.</param>
    /// <param name="modelJson">An object with <c>artifact_path</c>, <c>flavors</c>, <c>utc_time_created</c> and <c>run_id</c>.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="ArgumentException">The JSON is none or lacks a field.</exception>
    public Task LogModelAsync(string runId, string modelJson, CancellationToken cancel = default)
    {
        Limits.RequireRunId(runId);
        var model = ModelHistory.Parse(modelJson);
        return _database.WriteAsync(
            c =>
            {
                var run = RunRows.ActiveKey(c, runId);
                var history = c.First("SELECT value FROM tags WHERE run = @0 AND key = @1", r => r.GetString(0), run, ModelHistoryTag);
                c.Run(TagSql, run, ModelHistoryTag, ModelHistory.Append(history, model)); // not cut: a cut list is no list
            },
            cancel);
    }

    internal static void SetTag(IDbConnection connection, long run, Tag tag) => SetTags(connection, run, [tag]);

    static void SetTags(IDbConnection connection, long run, IReadOnlyList<Tag> tags)
    {
        WriteTags(connection, run, tags);
        if (tags.LastOrDefault(t => t.Key == Run.NameTag && t.Value.Length > 0) is { } named)
            connection.Run("UPDATE runs SET name = @1 WHERE run = @0", run, Limits.Cut(named.Value, Limits.TagLength));
    }

    internal static void WriteTags(IDbConnection connection, long run, IReadOnlyList<Tag> tags)
    {
        // Of a key that comes twice the last value stays; one statement may not change a row twice.
        var last = new Dictionary<string, string>();
        foreach (var tag in tags) last[tag.Key] = tag.Value;
        connection.InsertAll(
            TagSql, Enumerable.Repeat(run, last.Count).ToArray(), last.Keys.ToArray(), last.Values.Select(v => Limits.Cut(v, Limits.TagLength)).ToArray());
    }

    static void AddParams(IDbConnection connection, long run, string runId, IReadOnlyList<Param> added)
    {
        var keys = added.Select(p => p.Key).ToArray();
        var values = added.Select(p => Limits.Cut(p.Value, Limits.ParamLength)).ToArray();
        var inserted = connection.InsertAll(
            "INSERT INTO params (run, key, value) VALUES (@0, @1, @2) ON CONFLICT DO NOTHING", Enumerable.Repeat(run, keys.Length).ToArray(), keys, values);
        if (inserted == keys.Length) return;

        var there = connection.Rows("SELECT key, value FROM params WHERE run = @0 AND key IN @1", r => (r.GetString(0), r.GetString(1)), run, keys)
            .ToDictionary(p => p.Item1, p => p.Item2);
        for (var i = 0; i < keys.Length; i++)
            if (there[keys[i]] != values[i])
                throw new ArgumentException(
                    $"Changing param values is not allowed. Param with key='{keys[i]}' was already logged with value='{there[keys[i]]}' for run ID='{runId}'. "
                    + $"Attempted logging new value '{values[i]}'.");
    }

    internal static void AddModel(IDbConnection connection, long run, string direction, ModelOutput model) => connection.Run(
        "INSERT INTO run_models (run, direction, model_id, step) VALUES (@0, @1, @2, @3) "
        + "ON CONFLICT (run, direction, model_id) DO UPDATE SET step = excluded.step",
        run, direction, model.ModelId, model.Step);

    // Many points are put into their places at once: they would only be written twice.
    Task LogAsync(string runId, IReadOnlyList<Metric> metrics, CancellationToken cancel) =>
        metrics.Count > Few || metrics.Any(MetricRows.HasSubject)
            ? _database.WriteAsync(c => MetricRows.Add(c, RunRows.ActiveKey(c, runId), metrics), cancel)
            : _database.LogAsync(runId, c => RunRows.ActiveKey(c, runId), run => MetricRows.Of(run, metrics), cancel);

    // As most points are: none of the texts is made that say what is wrong with another one.
    static bool IsPlain(Metric metric) =>
        metric is { Timestamp: >= 0, ModelId: "", DatasetName: "", DatasetDigest: "" } && Limits.IsPlainKey(metric.Key);

    static void RequireMetric(Metric metric, string path)
    {
        Limits.RequireKey(metric.Key, path + "key");
        if (metric.Timestamp < 0)
            throw Limits.InvalidValue(path + "timestamp", metric.Timestamp, "Timestamp must be a nonnegative long integer: milliseconds since 1970.");
        Limits.RequireLength(metric.ModelId, Limits.IdLength, path + "model_id");
        Limits.RequireLength(metric.DatasetName, Limits.NameLength, path + "dataset_name");
        Limits.RequireLength(metric.DatasetDigest, Datasets.DigestLength, path + "dataset_digest");
        if (metric.DatasetName.Length == 0 != (metric.DatasetDigest.Length == 0))
            throw Limits.InvalidValue(path + "dataset_name", metric.DatasetName, "'dataset_name' and 'dataset_digest' must be given together.");
    }

    static void RequireModels(IReadOnlyList<string> modelIds)
    {
        Limits.RequireCount(modelIds.Count, "models");
        for (var i = 0; i < modelIds.Count; i++) Limits.RequireLength(modelIds[i], Limits.IdLength, $"models[{i}].model_id");
    }

    void RequireFit(string value, int limit, string path)
    {
        if (!_cutsLongValues) Limits.RequireLength(value, limit, path);
    }

    void Check(RunBatch batch)
    {
        RequireCount(batch.Metrics.Count, MetricLimit, "metrics");
        RequireCount(batch.Params.Count, TextLimit, "params");
        RequireCount(batch.Tags.Count, TextLimit, "tags");
        RequireCount(batch.Metrics.Count + batch.Params.Count + batch.Tags.Count, BatchLimit, "metrics, params, and tags");

        for (var i = 0; i < batch.Metrics.Count; i++)
            if (!IsPlain(batch.Metrics[i])) RequireMetric(batch.Metrics[i], $"metrics[{i}].");
        for (var i = 0; i < batch.Params.Count; i++)
        {
            Limits.RequireKey(batch.Params[i].Key, $"params[{i}].key");
            RequireFit(batch.Params[i].Value, Limits.ParamLength, $"params[{i}].value");
        }

        for (var i = 0; i < batch.Tags.Count; i++)
        {
            Limits.RequireKey(batch.Tags[i].Key, $"tags[{i}].key");
            RequireFit(batch.Tags[i].Value, Limits.TagLength, $"tags[{i}].value");
        }

        if (batch.Params.Count > 1 && batch.Params.GroupBy(p => p.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Duplicate parameter keys have been submitted: '{twice.Key}'. A batch may hold a param once.");
    }

    static void RequireCount(int count, int limit, string kind)
    {
        if (count > limit) throw new ArgumentException(
            $"A batch logging request can contain at most {limit} {kind}. Got {count} {kind}. Please split up {kind} across multiple requests and try again.");
    }

    /// <summary>The list in the tag of models logged by older clients.</summary>
    static class ModelHistory
    {
        static readonly string[] Required = ["artifact_path", "flavors", "utc_time_created", "run_id"];
        static readonly string[] Kept = [.. Required, "model_uuid"];

        public static JsonObject Parse(string json)
        {
            var model = TryParse(json) as JsonObject ?? throw Limits.InvalidValue("model_json", json, "Malformed model info: it is not a JSON object.");
            var missing = Required.Where(k => !model.ContainsKey(k)).ToList();
            if (missing.Count > 0) throw Limits.InvalidValue("model_json", json, $"Model json is missing mandatory fields: {string.Join(", ", missing)}.");

            foreach (var flavor in (model["flavors"] as JsonObject ?? []).Select(f => f.Value).OfType<JsonObject>()) flavor.Remove("config");
            foreach (var key in model.Select(p => p.Key).Except(Kept).ToList()) model.Remove(key);
            return model;
        }

        public static string Append(string? history, JsonObject model)
        {
            var list = TryParse(history ?? "[]") as JsonArray ?? [];
            list.Add(model.DeepClone());
            return list.ToJsonString();
        }

        static JsonNode? TryParse(string json)
        {
            try
            {
                return JsonNode.Parse(json);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
