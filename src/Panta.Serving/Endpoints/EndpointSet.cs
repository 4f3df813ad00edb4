using System.Collections.Concurrent;
using Panta.Data.Predictions;
using Panta.Learning.Persistence;
using Panta.Serving.Scoring;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;

namespace Panta.Serving.Endpoints;

/// <summary>All endpoints of a server, open and following their aliases. Safe to call from many threads.</summary>
public sealed class EndpointSet : IAsyncDisposable
{
    readonly DataFolder _folder;
    readonly EndpointStore _store;
    readonly ModelRegistry _registry;
    readonly ArtifactStore _artifacts;
    readonly TimeProvider _time;
    readonly Func<string, TimeProvider> _clockOf;
    readonly ConcurrentDictionary<string, Endpoint> _open = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<Task, byte> _refreshing = new();
    readonly SemaphoreSlim _changing = new(1);

    /// <summary>A set without open endpoints; see <see cref="OpenAsync(CancellationToken)"/>.</summary>
    /// <param name="folder">The data folder, where predictions are logged.</param>
    /// <param name="store">The endpoints' settings.</param>
    /// <param name="registry">The models that they follow.</param>
    /// <param name="artifacts">The models' files.</param>
    /// <param name="time">The system's clock.</param>
    /// <param name="clockOf">The clock of a project by its name. Default: the system's for all.</param>
    public EndpointSet(
        DataFolder folder, EndpointStore store, ModelRegistry registry, ArtifactStore artifacts, TimeProvider time, Func<string, TimeProvider>? clockOf = null)
    {
        (_folder, _store, _registry, _artifacts, _time) = (folder, store, registry, artifacts, time);
        _clockOf = clockOf ?? (_ => time);
        _registry.AliasMoved += Follow;
    }

    /// <summary>Gets the open endpoints, by name.</summary>
    public IReadOnlyList<Endpoint> All => [.. _open.Values.OrderBy(endpoint => endpoint.Settings.Name, StringComparer.Ordinal)];

    /// <summary>Opens every endpoint of the store and loads its model; one whose model cannot be loaded says so when it is asked.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="WriteAheadException">A log is damaged or held by another process.</exception>
    public async Task OpenAsync(CancellationToken cancel = default)
    {
        foreach (var settings in _store.List()) await OpenAsync(settings, cancel).ConfigureAwait(false);
    }

    /// <summary>Makes an endpoint, or changes the one of that name, and loads its model.</summary>
    /// <param name="settings">What it shall be.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The endpoint; its <see cref="Endpoint.LoadFailure"/> tells if the model could not be loaded.</returns>
    /// <exception cref="ArgumentException">The name, model or alias is not allowed.</exception>
    public async Task<Endpoint> SetAsync(EndpointSettings settings, CancellationToken cancel = default)
    {
        var stored = await _store.SetAsync(settings, cancel).ConfigureAwait(false);
        if (stored.IsDefault)
            foreach (var other in _open.Values.Where(other => other.Settings.Name != stored.Name)) other.Change(other.Settings with { IsDefault = false });
        return await OpenAsync(stored, cancel).ConfigureAwait(false);
    }

    /// <summary>Closes an endpoint and forgets its settings; its predictions and labels stay on disk.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancel = default)
    {
        await _store.DeleteAsync(name, cancel).ConfigureAwait(false);
        if (_open.TryRemove(name, out var endpoint)) await endpoint.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The endpoint of that name, or null.</summary>
    public Endpoint? Find(string name) => _open.GetValueOrDefault(name);

    /// <summary>The endpoint of that name.</summary>
    /// <exception cref="NotFoundException">There is none; the message lists those there are.</exception>
    public Endpoint Get(string name) => Find(name) ?? throw new NotFoundException("endpoint", name, $"There is no endpoint '{name}'. {Listed}");

    /// <summary>The endpoint that an address without a name means: the one marked default, else the only one.</summary>
    /// <exception cref="ArgumentException">There is none, or several and none is the default; the message lists them.</exception>
    public Endpoint GetDefault()
    {
        var all = All;
        return all.FirstOrDefault(endpoint => endpoint.Settings.IsDefault)
            ?? (all.Count == 1 ? all[0] : throw new ArgumentException($"Say which endpoint: POST /endpoints/NAME/invocations. {Listed}"));
    }

    /// <summary>Loads what the endpoints' aliases point to now, and waits until it is loaded.</summary>
    /// <param name="model">Only endpoints of this model. Default null: all.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="ModelFormatException">A version's files are missing or damaged; the one before still answers.</exception>
    public async Task RefreshAsync(string? model = null, CancellationToken cancel = default)
    {
        foreach (var endpoint in All.Where(endpoint => model is null || endpoint.Settings.Model == model))
            await endpoint.RefreshAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Waits until all moves of aliases so far have been followed.</summary>
    public Task SettledAsync() => Task.WhenAll(_refreshing.Keys);

    /// <summary>Closes all endpoints; what is in their logs goes to their tables.</summary>
    public async ValueTask DisposeAsync()
    {
        _registry.AliasMoved -= Follow;
        await SettledAsync().ConfigureAwait(false);
        foreach (var name in _open.Keys)
            if (_open.TryRemove(name, out var endpoint)) await endpoint.DisposeAsync().ConfigureAwait(false);
        _changing.Dispose();
    }

    string Listed => _open.IsEmpty ? "There are none yet." : $"Endpoints: {string.Join(", ", All.Select(endpoint => endpoint.Settings.Name))}.";

    async Task<Endpoint> OpenAsync(EndpointSettings settings, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!_open.TryGetValue(settings.Name, out var endpoint))
            {
                var log = EndpointLog.Open(_folder.Root, settings.Name, _time);
                endpoint = _open[settings.Name] = new(settings, _registry, Load, log, _time, _clockOf(settings.Project));
            }
            endpoint.Change(settings);
            await TryRefreshAsync(endpoint).ConfigureAwait(false);
            return endpoint;
        }
        finally
        {
            _changing.Release();
        }
    }

    // Runs on the thread of whoever moved the alias: it only starts the loading.
    void Follow(object? sender, AliasChange change)
    {
        foreach (var endpoint in _open.Values.Where(endpoint => endpoint.Settings.Model == change.Model && endpoint.Settings.Alias == change.Alias))
        {
            var refresh = Task.Run(() => TryRefreshAsync(endpoint));
            _refreshing[refresh] = 0;
            _ = refresh.ContinueWith(done => _refreshing.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    /// <summary>Loads what the alias points to; a failure is kept by the endpoint, which says it when it is asked.</summary>
    static async Task TryRefreshAsync(Endpoint endpoint)
    {
        try
        {
            await endpoint.RefreshAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (ReferenceEquals(error, endpoint.LoadFailure))
        {
            return;
        }
    }

    Scorer Load(ModelVersion version)
    {
        var inside = ArtifactPath.OfUri(version.Location);
        return inside is null ? Scorer.Load(LocalFolder(version)) : _artifacts.WithFolder(inside, Scorer.Load);
    }

    static string LocalFolder(ModelVersion version)
    {
        if (Path.IsPathRooted(version.Location)) return version.Location;
        if (Uri.TryCreate(version.Location, UriKind.Absolute, out var uri) && uri.IsFile) return uri.LocalPath;
        throw new ModelFormatException(version.Location,
            $"is where version {version.Version} of model '{version.Name}' lies, and that is not on this machine. Log the model to this server.");
    }
}
