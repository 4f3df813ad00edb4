using System.Buffers;
using System.Data;
using System.Globalization;
using Panta.Tracking.Filters;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

/// <summary>Logged models on disk. Thread-safe; writes complete when they are fsynced.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">The clock for creation and update times.</param>
public sealed partial class LoggedModelStore(Database database, TimeProvider time)
{
    const string Columns =
        "l.model_id, l.experiment_id, l.name, l.model_type, l.source_run_id, l.artifact_uri, l.status, l.creation_time, l.last_update_time";

    static readonly SearchValues<char> ForbiddenInNames = SearchValues.Create("/:.%\"'");

    /// <summary>Makes a logged model, its upload pending.</summary>
    /// <param name="model">What it is made from.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">The experiment does not exist.</exception>
    /// <exception cref="ArgumentException">Name, param or tag is not allowed, or the experiment is deleted.</exception>
    public Task<LoggedModel> CreateAsync(NewLoggedModel model, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Name is { } given && (given.Length == 0 || given.AsSpan().ContainsAny(ForbiddenInNames)))
            throw new ArgumentException($"Invalid model name: '{given}'. A logged model's name is not empty and has none of / : . % \" '.");

        Limits.RequireLength(model.Name ?? "", Limits.NameLength, "name");
        Limits.RequireLength(model.ModelType, Limits.NameLength, "model_type");
        Limits.RequireLength(model.SourceRunId, Limits.IdLength, "source_run_id");
        RequireParams(model.Params);
        RequireTags(model.Tags);
        var experiment = Limits.ParseExperimentId(model.ExperimentId);
        var id = Guid.NewGuid();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(c => Insert(c, $"m-{id:N}", experiment, model with { Name = model.Name ?? RunNames.Of(id) }, now), cancel);
    }

    /// <summary>A logged model.</summary>
    /// <param name="modelId">Its id.</param>
    /// <param name="deletedToo">Whether a deleted one is answered as well. Default false.</param>
    /// <exception cref="NotFoundException">There is no such model.</exception>
    public LoggedModel Get(string modelId, bool deletedToo = false) => database.Read(c => Get(c, modelId, deletedToo));

    /// <summary>Says whether the upload ended well.</summary>
    /// <param name="modelId">A model in use.</param>
    /// <param name="status">The new status.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>The model as it is then.</returns>
    public Task<LoggedModel> FinishAsync(string modelId, LoggedModelStatus status, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(
            c =>
            {
                Require(c, modelId);
                c.Run("UPDATE logged_models SET status = @1, last_update_time = @2 WHERE model_id = @0", modelId, (long)status, now);
                return Get(c, modelId);
            },
            cancel);
    }

    /// <summary>Deletes a model; its files stay. Of a deleted one: nothing.</summary>
    /// <param name="modelId">Its id.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task DeleteAsync(string modelId, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(
            c =>
            {
                if (c.Run("UPDATE logged_models SET lifecycle_stage = 'deleted', last_update_time = @1 WHERE model_id = @0", modelId, now) == 0)
                    throw NotFound(modelId);
            },
            cancel);
    }

    /// <summary>Adds params; one that is there keeps its value.</summary>
    /// <param name="modelId">A model in use.</param>
    /// <param name="added">The params.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="ArgumentException">A param is there with another value.</exception>
    public Task LogParamsAsync(string modelId, IReadOnlyList<Param> added, CancellationToken cancel = default)
    {
        RequireParams(added);
        return database.WriteAsync(c => { Require(c, modelId); AddParams(c, modelId, added); }, cancel);
    }

    /// <summary>Sets tags.</summary>
    /// <param name="modelId">A model in use.</param>
    /// <param name="tags">A value above 8,000 characters is cut.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task SetTagsAsync(string modelId, IReadOnlyList<Tag> tags, CancellationToken cancel = default)
    {
        RequireTags(tags);
        return database.WriteAsync(
            c =>
            {
                Require(c, modelId);
                foreach (var tag in tags) SetTag(c, modelId, tag);
            },
            cancel);
    }

    /// <summary>Removes a tag.</summary>
    /// <param name="modelId">A model in use.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">It has no such tag.</exception>
    public Task DeleteTagAsync(string modelId, string key, CancellationToken cancel = default) => database.WriteAsync(
        c =>
        {
            Require(c, modelId);
            if (c.Run("DELETE FROM logged_model_tags WHERE model_id = @0 AND key = @1", modelId, key) == 0)
                throw new NotFoundException("tag", key, $"No tag with key {key} in logged model with ID '{modelId}'.");
        },
        cancel);

    /// <summary>Searches models in use.</summary>
    /// <param name="query">What to look for.</param>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<LoggedModel> Search(LoggedModelQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Limits.RequireMaxResults(query.MaxResults, 50_000);
        Limits.RequireExperiments(query.ExperimentIds.Count);
        var sql = new SqlText(database.Dialect);
        var filter = new LoggedModelFilter(sql);
        filter.Apply(query.Filter, query.Datasets);
        var paging = new Paging(filter.Order(query.OrderBy));
        paging.After(query.PageToken, sql);
        if (query.ExperimentIds.Count == 0) return new([], null);

        sql.And($"l.experiment_id IN ({string.Join(", ", query.ExperimentIds.Select(Limits.ParseExperimentId).Distinct().Select(e => sql.Parameter(e)))})");
        sql.And("l.lifecycle_stage = 'active'");
        var text = $"SELECT {Columns}{paging.Columns} FROM logged_models l WHERE {sql.Where} ORDER BY {paging.OrderBy}";
        return database.Read(c =>
        {
            var (rows, next) = paging.Read(c, text, sql, query.MaxResults, Read);
            return new Page<LoggedModel>(WithData(c, rows), next);
        });
    }

    internal static LoggedModel Get(IDbConnection connection, string modelId, bool deletedToo = false)
    {
        var stages = deletedToo ? "" : " AND l.lifecycle_stage = 'active'";
        var found = connection.First($"SELECT {Columns} FROM logged_models l WHERE l.model_id = @0{stages}", Read, modelId) ?? throw NotFound(modelId);
        return WithData(connection, [found])[0];
    }

    internal static void SetTag(IDbConnection connection, string modelId, Tag tag) => connection.Run(
        "INSERT INTO logged_model_tags (model_id, key, value) VALUES (@0, @1, @2) ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value",
        modelId, tag.Key, Limits.Cut(tag.Value, Limits.TagLength));

    static LoggedModel Insert(IDbConnection connection, string id, long experimentId, NewLoggedModel model, long now)
    {
        var experiment = ExperimentStore.RequireActive(connection, experimentId);
        connection.Run(
            """
            INSERT INTO logged_models (
                model_id, experiment_id, name, model_type, source_run_id, artifact_uri, status, status_message, creation_time, last_update_time, lifecycle_stage)
            VALUES (@0, @1, @2, @3, @4, @5, 1, '', @6, @6, 'active')
            """,
            id, experimentId, model.Name, model.ModelType, model.SourceRunId, $"{experiment.ArtifactLocation}/models/{id}/artifacts", now);
        AddParams(connection, id, model.Params);
        foreach (var tag in model.Tags) SetTag(connection, id, tag);
        return Get(connection, id);
    }

    static void AddParams(IDbConnection connection, string modelId, IReadOnlyList<Param> added)
    {
        foreach (var param in added)
        {
            var value = Limits.Cut(param.Value, Limits.ParamLength);
            if (connection.Run(
                "INSERT INTO logged_model_params (model_id, key, value) VALUES (@0, @1, @2) ON CONFLICT DO NOTHING", modelId, param.Key, value) > 0) continue;

            var old = connection.First("SELECT value FROM logged_model_params WHERE model_id = @0 AND key = @1", r => r.GetString(0), modelId, param.Key);
            if (old != value) throw new ArgumentException(
                $"Changing param values is not allowed: '{param.Key}' of logged model '{modelId}' is '{old}', not '{value}'.");
        }
    }

    static void Require(IDbConnection connection, string modelId)
    {
        if (connection.First("SELECT 1 FROM logged_models WHERE model_id = @0 AND lifecycle_stage = 'active'", r => r.GetInt64(0), modelId) == 0)
            throw NotFound(modelId);
    }

    static void RequireParams(IReadOnlyList<Param> values)
    {
        Limits.RequireCount(values.Count, "params");
        for (var i = 0; i < values.Count; i++) Limits.RequireKey(values[i].Key, $"params[{i}].key");
    }

    static void RequireTags(IReadOnlyList<Tag> values)
    {
        Limits.RequireCount(values.Count, "tags");
        for (var i = 0; i < values.Count; i++) Limits.RequireKey(values[i].Key, $"tags[{i}].key");
    }

    static NotFoundException NotFound(string modelId) => new("logged model", modelId, $"Logged model with ID '{modelId}' not found.");

    static LoggedModel Read(IDataRecord row) => new()
    {
        ModelId = row.GetString(0),
        ExperimentId = row.GetInt64(1).ToString(CultureInfo.InvariantCulture),
        Name = row.GetString(2),
        ModelType = row.GetString(3),
        SourceRunId = row.GetString(4),
        ArtifactUri = row.GetString(5),
        Status = (LoggedModelStatus)row.GetInt64(6),
        CreationTime = row.GetInt64(7),
        LastUpdateTime = row.GetInt64(8),
    };

    static List<LoggedModel> WithData(IDbConnection connection, List<LoggedModel> models)
    {
        var ids = models.ConvertAll(m => m.ModelId);
        var tags = Chunks.Load(
            connection, "SELECT model_id, key, value FROM logged_model_tags WHERE model_id IN @0 ORDER BY model_id, key",
            ids, r => new Tag(r.GetString(1), r.GetString(2)));
        var values = Chunks.Load(
            connection, "SELECT model_id, key, value FROM logged_model_params WHERE model_id IN @0 ORDER BY model_id, key",
            ids, r => new Param(r.GetString(1), r.GetString(2)));
        var metrics = Chunks.Load(
            connection,
            """
            SELECT s.model_id, s.key, s.value, s.is_nan, s.timestamp, s.step, s.dataset_name, s.dataset_digest, r.run_id
            FROM metric_subjects s JOIN runs r ON r.run = s.run WHERE s.model_id IN @0 ORDER BY s.model_id, s.key, s.timestamp, s.step, s.value
            """,
            ids,
            r => RunRows.ReadMetric(r, 1) with
            {
                ModelId = r.GetString(0),
                DatasetName = r.GetString(6),
                DatasetDigest = r.GetString(7),
                RunId = r.GetString(8),
            });
        return models.ConvertAll(m => m with { Tags = tags.Of(m.ModelId), Params = values.Of(m.ModelId), Metrics = metrics.Of(m.ModelId) });
    }
}
