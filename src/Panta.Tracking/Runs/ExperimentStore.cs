using System.Data;
using Panta.Tracking.Filters;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Experiments on disk. Thread-safe; writes complete when they are fsynced.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">The clock for creation and update times.</param>
/// <param name="artifactRoot">The URI or folder below which new experiments' files are; null (default) for <c>mlflow-artifacts:/</c>, the server's own store.</param>
/// <param name="longestLocation">The most characters of an experiment's own artifact location. Default 2,048.</param>
/// <exception cref="ArgumentException">The artifact root is none that an experiment may have, or has a query.</exception>
public sealed partial class ExperimentStore(Database database, TimeProvider time, string? artifactRoot = null, int longestLocation = ExperimentStore.LocationLimit)
{
    const string OwnRoot = "mlflow-artifacts:/";
    internal const int LocationLimit = 2048;
    const string Columns = "e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time";

    /// <summary>The URI or full path below which new experiments' files are.</summary>
    public string ArtifactRoot { get; } = RootOf(artifactRoot ?? OwnRoot);

    /// <summary>Makes an experiment.</summary>
    /// <param name="name">Unique among all, deleted ones included; 1 to 500 characters.</param>
    /// <param name="artifactLocation">The URI for its runs' files; null or empty for a place below <see cref="ArtifactRoot"/>.</param>
    /// <param name="tags">Its first tags; null for none.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="AlreadyExistsException">The name is taken.</exception>
    /// <exception cref="ArgumentException">The name, location or a tag is not allowed.</exception>
    public Task<Experiment> CreateAsync(string name, string? artifactLocation = null, IReadOnlyList<Tag>? tags = null, CancellationToken cancel = default)
    {
        RequireName(name, "name");
        if (!string.IsNullOrEmpty(artifactLocation)) artifactLocation = CheckLocation(artifactLocation, longestLocation);
        tags ??= [];
        Limits.RequireCount(tags.Count, "tags");
        for (var i = 0; i < tags.Count; i++) RequireTag(tags[i], $"tags[{i}].");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(c => Insert(c, name, artifactLocation, tags, now), cancel);
    }

    /// <summary>Puts the experiment that every store begins with below <see cref="ArtifactRoot"/>, unless something was logged to it already.</summary>
    public Task PlaceUnusedDefaultAsync() => ArtifactRoot == OwnRoot ? Task.CompletedTask : database.WriteAsync(c => c.Run(
        "UPDATE experiments SET artifact_location = @0 WHERE experiment_id = 0 AND artifact_location = @1 "
        + "AND NOT EXISTS (SELECT 1 FROM runs WHERE experiment_id = 0) AND NOT EXISTS (SELECT 1 FROM logged_models WHERE experiment_id = 0)",
        LocationOf(0), OwnRoot + "0"));

    /// <summary>An experiment by id, deleted ones included.</summary>
    /// <param name="experimentId">Decimal digits.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public Experiment Get(string experimentId) => database.Read(c => Get(c, Limits.ParseExperimentId(experimentId)));

    /// <summary>An experiment by name, deleted ones included; null where there is none.</summary>
    /// <param name="name">The exact name.</param>
    public Experiment? FindByName(string name) =>
        database.Read(c => c.First("SELECT experiment_id FROM experiments WHERE name = @0", r => (long?)r.GetInt64(0), name) is { } id ? Get(c, id) : null);

    /// <summary>What experiments of any stage are called, the newest first; nothing of one that does not exist. Costs a look by the key an experiment.</summary>
    /// <param name="experimentIds">Decimal digits, each once.</param>
    public IReadOnlyList<(string ExperimentId, string Name)> Names(IEnumerable<string> experimentIds)
    {
        ArgumentNullException.ThrowIfNull(experimentIds);
        var ids = experimentIds.Select(Limits.ParseExperimentId).ToArray();
        var named = database.Read(c => Chunks.Load(
            c, "SELECT experiment_id, name, creation_time FROM experiments WHERE experiment_id IN @0", ids, r => (Name: r.GetString(1), Created: r.GetInt64(2))));
        return [.. named.OrderByDescending(each => each.Value[0].Created).ThenBy(each => each.Key).Select(each => ($"{each.Key}", each.Value[0].Name))];
    }

    /// <summary>Searches experiments.</summary>
    /// <param name="filter">
    /// Comparisons of <c>name</c>, <c>experiment_id</c>, <c>creation_time</c>, <c>last_update_time</c> and <c>tags.key</c> joined by AND; null or empty for all.
    /// </param>
    /// <param name="orderBy">
    /// Keys <c>name</c>, <c>experiment_id</c>, <c>creation_time</c>, <c>last_update_time</c> with ASC or DESC; null for the newest first.
    /// </param>
    /// <param name="view">Which stages. Default those in use.</param>
    /// <param name="maxResults">Experiments a page, 1 to 50,000. Default 1,000.</param>
    /// <param name="pageToken">The last page's token; null for the first page.</param>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<Experiment> Search(
        string? filter = null, IReadOnlyList<string>? orderBy = null, ViewType view = ViewType.ActiveOnly, long maxResults = 1000, string? pageToken = null)
    {
        Limits.RequireMaxResults(maxResults, 50_000);
        var sql = new SqlText(database.Dialect);
        if (view != ViewType.All) sql.And($"e.lifecycle_stage = {sql.Parameter(view == ViewType.ActiveOnly ? "active" : "deleted")}");
        ExperimentFilter.Apply(filter, sql);
        var paging = new Paging(ExperimentFilter.Order(orderBy ?? []));
        paging.After(pageToken, sql);

        return database.Read(c =>
        {
            var text = $"SELECT {Columns}{paging.Columns} FROM experiments e WHERE {sql.Where} ORDER BY {paging.OrderBy}";
            var (rows, next) = paging.Read(c, text, sql, maxResults, Read);
            return new Page<Experiment>(WithTags(c, rows), next);
        });
    }

    /// <summary>Gives an experiment in use another name.</summary>
    /// <param name="experimentId">Decimal digits.</param>
    /// <param name="newName">As for <see cref="CreateAsync"/>.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task RenameAsync(string experimentId, string newName, CancellationToken cancel = default)
    {
        RequireName(newName, "new_name");
        var id = Limits.ParseExperimentId(experimentId);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(
            c =>
            {
                RequireActive(c, id);
                RequireFree(c, newName, id);
                c.Run("UPDATE experiments SET name = @1, last_update_time = @2 WHERE experiment_id = @0", id, newName, now);
            },
            cancel);
    }

    /// <summary>Deletes an experiment with all its runs; <see cref="RestoreAsync"/> brings them back.</summary>
    /// <param name="experimentId">Decimal digits.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">There is none in use.</exception>
    public Task DeleteAsync(string experimentId, CancellationToken cancel = default) => SetStageAsync(experimentId, "active", "deleted", cancel);

    /// <summary>Brings a deleted experiment back with all its runs.</summary>
    /// <param name="experimentId">Decimal digits.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">There is none deleted.</exception>
    /// <exception cref="ArgumentException">It is being removed for good.</exception>
    public Task RestoreAsync(string experimentId, CancellationToken cancel = default) => SetStageAsync(experimentId, "deleted", "active", cancel);

    /// <summary>Sets a tag of an experiment in use.</summary>
    /// <param name="experimentId">Decimal digits.</param>
    /// <param name="tag">Value up to 20,000 characters.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task SetTagAsync(string experimentId, Tag tag, CancellationToken cancel = default)
    {
        RequireTag(tag, "");
        var id = Limits.ParseExperimentId(experimentId);
        return database.WriteAsync(c => { RequireActive(c, id); SetTag(c, id, tag); }, cancel);
    }

    /// <summary>Removes a tag of an experiment in use.</summary>
    /// <param name="experimentId">Decimal digits.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">It has no such tag.</exception>
    public Task DeleteTagAsync(string experimentId, string key, CancellationToken cancel = default)
    {
        var id = Limits.ParseExperimentId(experimentId);
        return database.WriteAsync(
            c =>
            {
                RequireActive(c, id);
                if (c.Run("DELETE FROM experiment_tags WHERE experiment_id = @0 AND key = @1", id, key) == 0)
                    throw new NotFoundException("tag", key, $"No tag with name: {key} in experiment with ID {id}.");
            },
            cancel);
    }

    internal static Experiment Get(IDbConnection connection, long id)
    {
        var found = connection.First($"SELECT {Columns} FROM experiments e WHERE experiment_id = @0", Read, id)
            ?? throw new NotFoundException("experiment", $"{id}", $"No Experiment with id={id} exists.");
        return WithTags(connection, [found])[0];
    }

    internal static Experiment RequireActive(IDbConnection connection, long id)
    {
        var experiment = connection.First($"SELECT {Columns} FROM experiments e WHERE experiment_id = @0", Read, id)
            ?? throw new NotFoundException("experiment", $"{id}", $"No Experiment with id={id} exists.");
        if (experiment.Stage != LifecycleStage.Active)
            throw new ArgumentException($"The experiment {id} must be in the 'active' state; current state is deleted. Restore it first.");

        return experiment;
    }

    Experiment Insert(IDbConnection connection, string name, string? location, IReadOnlyList<Tag> tags, long now)
    {
        RequireFree(connection, name, -1);
        var id = connection.First("SELECT COALESCE(MAX(experiment_id), -1) + 1 FROM experiments", r => r.GetInt64(0));
        connection.Run(
            "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) "
            + "VALUES (@0, @1, @2, 'active', @3, @3)",
            id, name, string.IsNullOrEmpty(location) ? LocationOf(id) : location, now);
        foreach (var tag in tags) SetTag(connection, id, tag);
        return Get(connection, id);
    }

    static void SetTag(IDbConnection connection, long id, Tag tag) => connection.Run(
        "INSERT INTO experiment_tags (experiment_id, key, value) VALUES (@0, @1, @2) ON CONFLICT (experiment_id, key) DO UPDATE SET value = excluded.value",
        id, tag.Key, tag.Value);

    static void RequireFree(IDbConnection connection, string name, long self)
    {
        var other = connection.First(
            "SELECT experiment_id, lifecycle_stage FROM experiments WHERE name = @0", r => (Id: r.GetInt64(0), Stage: r.GetString(1)), name);
        if (other.Stage is null || other.Id == self) return;

        var restore = other.Stage == "deleted" ? " It is deleted: restore it, or choose another name." : " Choose another name.";
        throw new AlreadyExistsException("experiment", name, $"Experiment(name={name}) already exists.{restore}");
    }

    Task SetStageAsync(string experimentId, string from, string to, CancellationToken cancel)
    {
        var id = Limits.ParseExperimentId(experimentId);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(
            c =>
            {
                if (c.First("SELECT 1 FROM removals WHERE kind = 'experiment' AND id = @0", r => r.GetInt64(0), $"{id}") != 0)
                    throw new ArgumentException($"The experiment {id} is being removed for good, and cannot be restored.");
                if (c.Run(
                    "UPDATE experiments SET lifecycle_stage = @2, last_update_time = @3 WHERE experiment_id = @0 AND lifecycle_stage = @1",
                    id, from, to, now) == 0)
                    throw new NotFoundException("experiment", experimentId, $"No Experiment with id={id} exists in the '{from}' state.");

                Database.TouchAnyRun();
                c.Run(
                    "UPDATE runs SET lifecycle_stage = @1, deleted_time = @2 WHERE experiment_id = @0 "
                    + "AND NOT EXISTS (SELECT 1 FROM removals WHERE kind = 'run' AND id = run_id)",
                    id, to, to == "deleted" ? now : null);
            },
            cancel);
    }

    static void RequireName(string name, string path)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Limits.InvalidValue(path, name, "an experiment's name must not be blank.");
        Limits.RequireLength(name, Limits.NameLength, path);
    }

    static void RequireTag(Tag tag, string path)
    {
        Limits.RequireKey(tag.Key, path + "key");
        Limits.RequireLength(tag.Value, Limits.ExperimentTagLength, path + "value");
    }

    static string RootOf(string root) => root.Contains('?')
        ? throw Limits.InvalidValue("default artifact root", root, "it may not have a query.")
        : CheckLocation(root).TrimEnd('/') + "/";

    string LocationOf(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ArtifactRoot}{id}");

    static string CheckLocation(string location, int longest = LocationLimit)
    {
        Limits.RequireLength(location, longest, "artifact_location");
        var query = location.IndexOf('?', StringComparison.Ordinal);
        if (location.Contains('#') || (query < 0 ? location : location[..query]).Contains(';'))
            throw Limits.InvalidValue("artifact_location", location, "URL can't include fragments or params.");
        if (location.StartsWith("runs:", StringComparison.OrdinalIgnoreCase))
            throw Limits.InvalidValue("artifact_location", location, "it may not be a runs:/ URI.");
        if (query >= 0 && Uri.UnescapeDataString(location[query..]).Contains("..", StringComparison.Ordinal))
            throw Limits.InvalidValue("artifact_location", location, "its query may not contain '..'.");

        return location.Contains(':') ? location : Path.GetFullPath(location);
    }

    static Experiment Read(IDataRecord row) => new()
    {
        ExperimentId = row.GetInt64(0).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Name = row.GetString(1),
        ArtifactLocation = row.GetString(2),
        Stage = row.GetString(3) == "active" ? LifecycleStage.Active : LifecycleStage.Deleted,
        CreationTime = row.GetInt64(4),
        LastUpdateTime = row.GetInt64(5),
    };

    static List<Experiment> WithTags(IDbConnection connection, List<Experiment> experiments)
    {
        var tags = Chunks.Load(
            connection, "SELECT experiment_id, key, value FROM experiment_tags WHERE experiment_id IN @0 ORDER BY experiment_id, key",
            experiments.ConvertAll(e => Limits.ParseExperimentId(e.ExperimentId)), r => new Tag(r.GetString(1), r.GetString(2)));
        return experiments.ConvertAll(e => e with { Tags = tags.Of(Limits.ParseExperimentId(e.ExperimentId)) });
    }
}
