using System.Data;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Transfers;

/// <summary>A store that this process holds.</summary>
/// <param name="database">Its metadata; it stays open.</param>
/// <param name="registry">Its registry, which tells of aliases that move.</param>
/// <param name="artifacts">Its files.</param>
/// <param name="time">The clock for what the source has no time for.</param>
/// <param name="guarded">
/// Whether sources of model versions are held to what clients may give: a server's, where who sends them is not who runs it. Default no.
/// </param>
public sealed class StoreTarget(Database database, ModelRegistry registry, ArtifactStore artifacts, TimeProvider time, bool guarded = false)
    : ITransferTarget
{
    const int RunsAtOnce = 10;

    /// <inheritdoc/>
    public string Place => database.Place;

    /// <inheritdoc/>
    public Task<Experiment> AddAsync(Experiment experiment, bool moves, CancellationToken cancel) => database.WriteAsync(
        c => ExperimentStore.Import(c, experiment, id => Location(experiment, id, moves)), cancel);

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<MovedRun> runs, CancellationToken cancel)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var moved = runs.Select(r => (r.Run, r.Run.Stage == LifecycleStage.Deleted ? r.DeletedTime ?? now : (long?)null)).ToList();
        return database.WriteAsync(c => RunImport.Write(c, moved), cancel);
    }

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<Metric> points, CancellationToken cancel) => database.WriteAsync(c => RunImport.WritePoints(c, points), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TransferTally>> CountAsync(IReadOnlyList<string> runs, CancellationToken cancel)
    {
        var stored = new Tallies();
        foreach (var run in database.Read(c => RunImport.Read(c, [.. runs]))) stored.Add(run);
        foreach (var some in runs.Chunk(RunsAtOnce)) // each within the time that a query may take
            database.Read(c =>
            {
                foreach (var point in RunImport.ReadPoints(c, some)) stored.AddPoint(point);
                return true;
            });
        return Task.FromResult(stored.Counted);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ExistingAsync(IReadOnlyList<string> runs, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([.. database.Read(c => RunImport.Existing(c, [.. runs]))]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ExistingModelsAsync(IReadOnlyList<string> models, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>(database.Read(c => LoggedModelStore.Existing(c, [.. models])));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<MovedModel> models, CancellationToken cancel)
    {
        await database.WriteAsync(c => { foreach (var (model, stage) in models) LoggedModelStore.Import(c, model, stage); }, cancel).ConfigureAwait(false);
        var stored = new Tallies();
        string[] ids = [.. models.Select(m => m.Model.ModelId)];
        foreach (var (model, stage) in database.Read(c => LoggedModelStore.Read(c, ids))) stored.Add(new MovedModel(model, stage));
        return stored.Counted;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<AliasChange> moves, CancellationToken cancel)
    {
        var stored = new Tallies();
        foreach (var move in await database.WriteAsync(c => ModelRegistry.Import(c, moves), cancel).ConfigureAwait(false)) stored.Add(move);
        return stored.Counted;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<StageChange> moves, CancellationToken cancel)
    {
        var stored = new Tallies();
        foreach (var move in await database.WriteAsync(c => ModelRegistry.Import(c, moves), cancel).ConfigureAwait(false)) stored.Add(move);
        return stored.Counted;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<Webhook> webhooks, CancellationToken cancel)
    {
        var stored = new Tallies();
        foreach (var webhook in await database.WriteAsync(c => WebhookStore.Import(c, webhooks), cancel).ConfigureAwait(false)) stored.Add(webhook);
        return stored.Counted;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>?> AddAsync(MovedRegistration registration, string source, CancellationToken cancel)
    {
        var name = registration.Model.Name;
        if (database.Read(c => ModelRegistry.Read(c, name)) is { } other && other.Model.CreationTime != registration.Model.CreationTime) return null;

        await database.WriteAsync(c => Write(c, registration, source), cancel).ConfigureAwait(false);
        var stored = new Tallies();
        if (database.Read(c => ModelRegistry.Read(c, name)) is { } found) stored.Add(new MovedRegistration(found.Model, found.Versions, found.LastVersion));
        return stored.Counted;
    }

    /// <inheritdoc/>
    public Task WriteFileAsync(string path, Stream content, CancellationToken cancel) => artifacts.WriteAsync(path, content, cancel: cancel);

    /// <inheritdoc/>
    public Task<(Stream Content, long Length)?> FindFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            var content = artifacts.OpenRead(path);
            return Task.FromResult<(Stream, long)?>((content, content.Length));
        }
        catch (NotFoundException)
        {
            return Task.FromResult<(Stream, long)?>(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // the database and the files are the caller's
    }

    /// <summary>Where an experiment's files are once it has an id in the store.</summary>
    internal static string Location(Experiment experiment, string id, bool moves) => moves ? $"mlflow-artifacts:/{id}" : experiment.ArtifactLocation;

    void Write(IDbConnection connection, MovedRegistration moved, string source)
    {
        ModelRegistry.Import(connection, moved.Model, moved.LastVersion);
        foreach (var version in moved.Versions)
        {
            if (guarded) ModelSource.Require(connection, new() { Name = version.Name, Source = version.Source, RunId = version.RunId });
            ModelRegistry.Import(connection, version);
        }

        foreach (var alias in moved.Model.Aliases) registry.Import(connection, moved.Model.Name, alias, $"brought over from {source}");
    }
}
