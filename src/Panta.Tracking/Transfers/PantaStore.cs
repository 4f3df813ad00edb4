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

    /// <inheritdoc/>
    public string Place => database.Place;

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut() =>
        ["Projects, endpoints, monitors, tables of data, predictions, the log of webhooks' deliveries and their secrets were left out."];

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
        for (var last = 0L; ;)
        {
            var found = database.Read(c => c.Rows(
                $"SELECT run, run_id, deleted_time FROM runs WHERE run > @0 AND experiment_id IN @1 ORDER BY run LIMIT {AtOnce}",
                r => (Key: r.GetInt64(0), Id: r.GetString(1), Deleted: r.LongOrNull(2)), last, Ids(experimentIds)));
            if (found.Count == 0) yield break;

            last = found[^1].Key;
            var deleted = found.ToDictionary(f => f.Id, f => f.Deleted);
            var ids = found.Select(f => f.Id).ToArray();
            yield return [.. database.Read(c => RunImport.Read(c, ids)).Select(run => new MovedRun(run, deleted[run.RunId]))];
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs)
    {
        var history = new MetricHistory(database);
        return from moved in runs from latest in moved.Run.Metrics from point in Points(history, moved.Run.RunId, latest.Key) select point;
    }

    /// <inheritdoc/>
    public IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds)
    {
        for (var last = ""; ;)
        {
            var ids = database.Read(c => c.Rows(
                $"SELECT model_id FROM logged_models WHERE model_id > @0 AND experiment_id IN @1 ORDER BY model_id LIMIT {AtOnce}",
                r => r.GetString(0), last, Ids(experimentIds))).ToArray();
            if (ids.Length == 0) yield break;

            last = ids[^1];
            foreach (var (model, stage) in database.Read(c => LoggedModelStore.Read(c, ids))) yield return new(model, stage);
        }
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
    public bool Reaches(string uri) => ArtifactPath.OfUri(uri) is not null;

    /// <inheritdoc/>
    public IEnumerable<MovedFile> Files(string uri) => ArtifactPath.OfUri(uri) is { Length: > 0 } folder ? List(folder, "") : [];

    /// <inheritdoc/>
    public Stream Open(string uri, string path) => artifacts.OpenRead($"{ArtifactPath.OfUri(uri)}/{path}");

    /// <inheritdoc/>
    public void Dispose()
    {
        // the database and the files are the caller's
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
