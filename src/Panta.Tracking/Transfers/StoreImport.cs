using Panta.Tracking.Engines;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>
/// Brings a store over into one of Panta's with the same ids and times. Each piece is read back after it was written and compared by count and digest. What is
/// there already from an earlier time is written over, so a transfer that was cut short is done again and goes on. Memory holds some runs at a time.
/// </summary>
/// <param name="target">Where to write; it stays open.</param>
public sealed class StoreImport(ITransferTarget target)
{
    const int PointsAtOnce = 5000;
    const int ModelsAtOnce = 50;
    const int MovesAtOnce = 1000;

    readonly Tallies _read = new();
    readonly Tallies _stored = new();
    readonly List<string> _notes = [];
    readonly Places _places = new();
    readonly LeftFiles _left = new();
    long _metricsLeft;

    /// <summary>Does it, once an instance.</summary>
    /// <param name="source">What to bring over.</param>
    /// <param name="options">Which part of it, and how.</param>
    /// <param name="progress">Told how many runs are done. Null for nobody.</param>
    /// <param name="cancel">Stops between two pieces; what was brought over stays.</param>
    /// <returns>What is there now, compared with what was read.</returns>
    /// <exception cref="ArgumentException">An experiment or model that was asked for does not exist.</exception>
    /// <exception cref="StoreException">Something could not be written.</exception>
    public async Task<TransferReport> RunAsync(
        ITransferSource source, ImportOptions options, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        _notes.AddRange(source.LeftOut());
        foreach (var experiment in Selection.Of(source, options))
            await AddAsync(source, experiment, options.Artifacts, cancel).ConfigureAwait(false);

        var files = options.Artifacts == ArtifactMove.Copy ? new FileCopy(target, source, _read, _stored, _notes) : null;
        var done = 0L;
        foreach (var runs in source.Runs(_places.Experiments))
        {
            await AddAsync(source, runs, cancel).ConfigureAwait(false);
            foreach (var (run, _) in runs) await CopyAsync(files, run.ExperimentId, run.ArtifactUri, cancel).ConfigureAwait(false);
            progress?.Report(done += runs.Count);
        }

        foreach (var models in source.LoggedModels(_places.Experiments).Chunk(ModelsAtOnce))
        {
            await AddAsync(models, cancel).ConfigureAwait(false);
            foreach (var (model, _) in models) await CopyAsync(files, model.ExperimentId, model.ArtifactUri, cancel).ConfigureAwait(false);
        }

        await RememberAsync(source, options.Models, cancel).ConfigureAwait(false);
        _notes.AddRange(_left.Sentences);
        if (_metricsLeft > 0)
            _notes.Add($"Left out: {Amount.Of(_metricsLeft, "metric")} of logged models, measured by runs that were not brought over.");
        await RegisterAsync(source, options, cancel).ConfigureAwait(false);
        return TransferReport.Of(source.Place, _read, _stored, _notes);
    }

    async Task AddAsync(ITransferSource source, Experiment experiment, ArtifactMove move, CancellationToken cancel)
    {
        var moves = move == ArtifactMove.None || (move == ArtifactMove.Copy && source.Reaches(experiment.ArtifactLocation));
        _left.Look(source, experiment);
        var stored = await target.AddAsync(experiment, moves, cancel).ConfigureAwait(false);
        _places.Add(experiment, stored, moves);

        var expected = experiment with
        {
            ExperimentId = stored.ExperimentId,
            ArtifactLocation = StoreTarget.Location(experiment, stored.ExperimentId, moves),
        };
        var keys = experiment.Tags.Select(t => t.Key).ToHashSet();
        if (expected with { Tags = [] } == stored with { Tags = [] })
        {
            _read.Add(expected);
            _stored.Add(stored);
        }
        else
        {
            _notes.Add($"Experiment '{experiment.Name}' was there already, with other times, stage or location: it stays as it was, and got the runs.");
        }

        _read.AddTags("experiment tags", stored.ExperimentId, experiment.Tags);
        _stored.AddTags("experiment tags", stored.ExperimentId, stored.Tags.Where(t => keys.Contains(t.Key)));
    }

    async Task AddAsync(ITransferSource source, IReadOnlyList<MovedRun> runs, CancellationToken cancel)
    {
        var moved = runs.Select(r => r with { Run = _places.Rewrite(r.Run) }).ToList();
        foreach (var (run, _) in moved) _read.Add(run);
        await target.AddAsync(moved, cancel).ConfigureAwait(false);

        foreach (var points in source.Points(runs).Chunk(PointsAtOnce))
        {
            foreach (var point in points) _read.AddPoint(point);
            await target.AddAsync(points, cancel).ConfigureAwait(false);
        }

        _stored.Add(await target.CountAsync([.. runs.Select(r => r.Run.RunId)], cancel).ConfigureAwait(false));
    }

    async Task AddAsync(MovedModel[] models, CancellationToken cancel)
    {
        var measuring = models.SelectMany(m => m.Model.Metrics.Select(p => p.RunId)).Distinct().ToArray();
        var there = (await target.ExistingAsync(measuring, cancel).ConfigureAwait(false)).ToHashSet();
        var moved = Array.ConvertAll(models, m => m with
        {
            Model = _places.Rewrite(m.Model) with { Metrics = [.. m.Model.Metrics.Where(p => there.Contains(p.RunId))] },
        });
        _metricsLeft += models.Sum(m => m.Model.Metrics.Count) - moved.Sum(m => m.Model.Metrics.Count);

        foreach (var model in moved) _read.Add(model);
        _stored.Add(await target.AddAsync(moved, cancel).ConfigureAwait(false));
    }

    // Before the models: an alias that then gets its version has its move already.
    async Task RememberAsync(ITransferSource source, IReadOnlyList<string> models, CancellationToken cancel)
    {
        foreach (var moves in source.AliasMoves().Where(m => models.Count == 0 || models.Contains(m.Model)).Chunk(MovesAtOnce))
        {
            foreach (var move in moves) _read.Add(move);
            _stored.Add(await target.AddAsync(moves, cancel).ConfigureAwait(false));
        }

        foreach (var moves in source.StageMoves().Where(m => models.Count == 0 || models.Contains(m.Model)).Chunk(MovesAtOnce))
        {
            foreach (var move in moves) _read.Add(move);
            _stored.Add(await target.AddAsync(moves, cancel).ConfigureAwait(false));
        }

        foreach (var webhooks in (models.Count == 0 ? source.Webhooks() : []).Chunk(ModelsAtOnce))
        {
            foreach (var webhook in webhooks) _read.Add(webhook);
            _stored.Add(await target.AddAsync(webhooks, cancel).ConfigureAwait(false));
            foreach (var webhook in webhooks.Where(w => w.HasSecret))
                _notes.Add($"Webhook '{webhook.Name}' had a secret, which no export holds: where it is new it is disabled. Give it a secret and enable it.");
        }
    }

    async Task RegisterAsync(ITransferSource source, ImportOptions options, CancellationToken cancel)
    {
        var loose = new LooseVersions(target, _places, options.Artifacts == ArtifactMove.None);
        foreach (var registration in source.Registrations().Where(r => options.Models.Count == 0 || options.Models.Contains(r.Model.Name)))
            if (await AddAsync(source.Place, registration, cancel).ConfigureAwait(false))
                await loose.LookAsync(registration.Versions, cancel).ConfigureAwait(false);
        _notes.AddRange(loose.Sentences);
    }

    // False where another model has its name.
    async Task<bool> AddAsync(string place, MovedRegistration registration, CancellationToken cancel)
    {
        var numbers = registration.Versions.Select(v => v.Version).ToHashSet();
        var aliases = registration.Model.Aliases.Where(a => numbers.Contains(a.Version)).ToList();
        foreach (var alias in registration.Model.Aliases.Except(aliases))
            _notes.Add($"Alias '{alias.Alias}' of model '{registration.Model.Name}' was left out: its version {alias.Version} was deleted.");

        var moved = registration with { Model = registration.Model with { Aliases = aliases }, Versions = [.. registration.Versions.Select(_places.Rewrite)] };
        _read.Add(moved);
        if (await target.AddAsync(moved, place, cancel).ConfigureAwait(false) is { } stored)
        {
            _stored.Add(stored);
            return true;
        }

        _notes.Add($"Model '{moved.Model.Name}' was left out: the store has another one of that name. Rename that one, then import again.");
        return false;
    }

    async Task CopyAsync(FileCopy? files, string experiment, string uri, CancellationToken cancel)
    {
        if (files is null) return;

        var moves = _places.Moves(uri);
        if (moves) await files.RunAsync(uri, _places.Rewrite(uri), cancel).ConfigureAwait(false);
        _left.Pass(experiment, moves);
    }
}
