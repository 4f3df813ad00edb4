using System.Data;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Transfers;

/// <summary>Panta's own store, to be brought elsewhere.</summary>
/// <param name="database">Its metadata; it stays open.</param>
/// <param name="artifacts">Its files.</param>
/// <param name="time">The clock of its stores.</param>
public sealed class PantaStore(Database database, ArtifactStore artifacts, TimeProvider time) : ITransferSource
{
    const int AtOnce = 200;

    readonly LocalFiles _elsewhere = new(null);

    /// <summary>What no export of Panta's own store holds, a sentence each.</summary>
    public static IReadOnlyList<string> StaysBehind { get; } =
        ["Projects, endpoints, monitors, tables of data, predictions, the log of webhooks' deliveries and their secrets were left out."];

    /// <inheritdoc/>
    public string Place => database.Place;

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut() => StaysBehind;

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments()
    {
        var store = new ExperimentStore(database, time);
        var all = new List<Experiment>();
        for (string? token = null; ;)
        {
            var page = store.Search(orderBy: ["experiment_id"], view: ViewType.All, pageToken: token);
            all.AddRange(page.Items);
            if ((token = page.NextToken) is null) return all;
        }
    }

    /// <inheritdoc/>
    public long CountRuns(IReadOnlyList<string> experimentIds) =>
        database.Read(c => c.First("SELECT COUNT(*) FROM runs WHERE experiment_id IN @0", r => r.GetInt64(0), Ids(experimentIds)));

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<MovedRun>> Runs(IReadOnlyList<string> experimentIds)
    {
        for (var last = ""; RunsAfter(experimentIds, last) is { Count: > 0 } runs; last = runs[^1].Run.RunId) yield return runs;
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs) => Points(runs.Select(moved => moved.Run));

    /// <inheritdoc/>
    public IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds)
    {
        for (var last = ""; LoggedModelsAfter(experimentIds, last) is { Count: > 0 } models; last = models[^1].Model.ModelId)
            foreach (var model in models) yield return model;
    }

    /// <inheritdoc/>
    public IEnumerable<MovedRegistration> Registrations()
    {
        foreach (var name in database.Read(c => c.Rows("SELECT name FROM registered_models ORDER BY name", r => r.GetString(0))))
            if (database.Read(c => ModelRegistry.Read(c, name)) is { } found) yield return new(found.Model, found.Versions, found.LastVersion);
    }

    /// <inheritdoc/>
    public IEnumerable<AliasChange> AliasMoves() => Paged((c, after) => ModelRegistry.AliasMoves(c, after, AtOnce), move => move.Change);

    /// <inheritdoc/>
    public IEnumerable<StageChange> StageMoves() => Paged((c, after) => ModelRegistry.StageMoves(c, after, AtOnce), move => move.Change);

    /// <inheritdoc/>
    public IEnumerable<Webhook> Webhooks() => database.Read(WebhookStore.All);

    /// <inheritdoc/>
    public bool Reaches(string uri) => PathOf(uri) is not null || _elsewhere.Reaches(uri);

    /// <inheritdoc/>
    public bool Has(string location) => PathOf(location) is not null || _elsewhere.Has(location);

    /// <inheritdoc/>
    public IEnumerable<MovedFile> Files(string uri) => PathOf(uri) switch
    {
        null => _elsewhere.List(uri),
        "" => [],
        var folder => List(folder, ""),
    };

    /// <inheritdoc/>
    public Stream Open(string uri, string path) => PathOf(uri) is { } folder ? artifacts.OpenRead($"{folder}/{path}") : _elsewhere.Open(uri, path);

    /// <inheritdoc/>
    public void Dispose()
    {
        // the database and the files are the caller's
    }

    /// <summary>Some runs, in the order in which they were made.</summary>
    /// <param name="experimentIds">Of these experiments.</param>
    /// <param name="last">The run after which they come; empty for the first.</param>
    /// <exception cref="ArgumentException">There is no such run any more.</exception>
    internal IReadOnlyList<MovedRun> RunsAfter(IReadOnlyList<string> experimentIds, string last) => database.Read(c =>
    {
        var after = last.Length == 0 ? 0 : c.First("SELECT run FROM runs WHERE run_id = @0", r => r.GetInt64(0), last);
        if (after == 0 && last.Length > 0) throw new ArgumentException($"The run '{last}', which came last, is not there any more. Begin again.");

        var deleted = c.Rows(
            $"SELECT run_id, deleted_time FROM runs WHERE run > @0 AND experiment_id IN @1 ORDER BY run LIMIT {AtOnce}",
            r => (Id: r.GetString(0), At: r.LongOrNull(1)), after, Ids(experimentIds)).ToDictionary(r => r.Id, r => r.At);
        return RunImport.Read(c, [.. deleted.Keys]).Select(run => new MovedRun(run, deleted[run.RunId])).ToList();
    });

    /// <summary>All points of the metrics of runs, by their ids.</summary>
    internal IEnumerable<Metric> PointsOf(IReadOnlyList<string> runs) => Points(database.Read(c => RunImport.Read(c, [.. runs])));

    /// <summary>Some logged models, by id.</summary>
    /// <param name="experimentIds">Of these experiments.</param>
    /// <param name="last">The id after which they come; empty for the first.</param>
    internal IReadOnlyList<MovedModel> LoggedModelsAfter(IReadOnlyList<string> experimentIds, string last) => database.Read(c =>
    {
        var ids = c.Rows(
            $"SELECT model_id FROM logged_models WHERE model_id > @0 AND experiment_id IN @1 ORDER BY model_id LIMIT {AtOnce}",
            r => r.GetString(0), last, Ids(experimentIds)).ToArray();
        return LoggedModelStore.Read(c, ids).Select(found => new MovedModel(found.Model, found.Stage)).OrderBy(m => m.Model.ModelId, StringComparer.Ordinal).ToList();
    });

    // Where the store keeps files itself, whoever put them there; null elsewhere.
    string? PathOf(string uri)
    {
        try
        {
            return artifacts.PathOf(uri);
        }
        catch (ArgumentException)
        {
            return null; // it leads out of the store
        }
    }

    IEnumerable<Metric> Points(IEnumerable<Run> runs)
    {
        var history = new MetricHistory(database);
        return from run in runs from latest in run.Metrics from point in Points(history, run.RunId, latest.Key) select point;
    }

    IEnumerable<T> Paged<T>(Func<IDbConnection, long, List<T>> read, Func<T, long> key)
    {
        for (var last = 0L; database.Read(c => read(c, last)) is { Count: > 0 } page; last = key(page[^1]))
            foreach (var one in page)
                yield return one;
    }

    IEnumerable<MovedFile> List(string root, string folder)
    {
        foreach (var entry in artifacts.List($"{root}/{folder}"))
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (!entry.IsFolder) yield return new(path, entry.Size ?? 0);
            else
                foreach (var file in List(root, path)) yield return file;
        }
    }

    static IEnumerable<Metric> Points(MetricHistory history, string run, string key)
    {
        for (string? token = null; ;)
        {
            var page = history.Get(run, key, 25_000, token);
            foreach (var point in page.Items) yield return point with { RunId = run };
            if ((token = page.NextToken) is null) yield break;
        }
    }

    static long[] Ids(IReadOnlyList<string> experimentIds) => [.. experimentIds.Select(Limits.ParseExperimentId)];
}
