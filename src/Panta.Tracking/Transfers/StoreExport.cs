using System.Security.Cryptography;
using System.Text.Json;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Transfers;

/// <summary>
/// Writes a store into a folder: a file of JSON lines a kind, the files of runs and models under <c>artifacts</c>, and last <c>panta-export.json</c>. What was
/// written is read back from disk and compared by count and digest. Memory holds some runs at a time.
/// </summary>
/// <param name="folder">A new or empty folder.</param>
public sealed class StoreExport(string folder)
{
    readonly Tallies _read = new();
    readonly Places _places = new();
    readonly LeftFiles _left = new();

    /// <summary>Does it, once an instance.</summary>
    /// <param name="source">What to write.</param>
    /// <param name="options">Which part of it; files are written where they are to be copied.</param>
    /// <param name="progress">Told how many runs are done. Null for nobody.</param>
    /// <param name="cancel">Stops between two pieces; the folder is then not finished.</param>
    /// <exception cref="ArgumentException">The folder is not empty, or an experiment or model that was asked for does not exist.</exception>
    public async Task<TransferReport> RunAsync(
        ITransferSource source, ImportOptions options, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ArgumentException($"The folder '{Path.GetFullPath(folder)}' is not empty. Give a new one.");

        var files = options.Artifacts == ArtifactMove.Copy;
        var experiments = Selection.Of(source, options).Select(e => Place(source, e, files)).ToList();
        string[] ids = [.. experiments.Select(e => e.ExperimentId)];
        Directory.CreateDirectory(folder);
        Write(JsonLines.Experiments, experiments.Select(Noted));
        await WriteRunsAsync(source, ids, files, progress, cancel).ConfigureAwait(false);
        await WriteModelsAsync(source, ids, files, cancel).ConfigureAwait(false);
        Write(JsonLines.Registrations, Registrations(source, options.Models));
        Write(JsonLines.AliasMoves, Noted(source.AliasMoves().Where(m => Asked(m.Model)), _read.Add));
        Write(JsonLines.StageMoves, Noted(source.StageMoves().Where(m => Asked(m.Model)), _read.Add));
        Write(JsonLines.Webhooks, Noted(options.Models.Count == 0 ? source.Webhooks() : [], _read.Add));

        bool Asked(string model) => options.Models.Count == 0 || options.Models.Contains(model);

        var kinds = Tallies.Kinds.ToDictionary(kind => kind, kind => new { _read[kind].Count, _read[kind].Digest });
        var manifest = new { format = 1, source = source.Place, kinds };
        Write(JsonLines.Manifest, [manifest]);
        return TransferReport.Of(source.Place, _read, await ReadBackAsync(files, cancel).ConfigureAwait(false), [.. source.LeftOut(), .. _left.Sentences]);
    }

    static IEnumerable<T> Noted<T>(IEnumerable<T> records, Action<T> note)
    {
        foreach (var record in records)
        {
            note(record);
            yield return record;
        }
    }

    // Files that are copied are in the folder afterwards, under the place by which a store names its own.
    Experiment Place(ITransferSource source, Experiment experiment, bool withFiles)
    {
        _left.Look(source, experiment);
        var place = experiment.ArtifactLocation;
        var copied = withFiles && source.Reaches(place) && source.Has(place);
        var placed = experiment with
        {
            ArtifactLocation = StoreTarget.Location(experiment, experiment.ExperimentId, moves: copied && !LocalFiles.IsProxied(place)),
        };
        _places.Add(experiment, placed, copied);
        return placed;
    }

    Experiment Noted(Experiment experiment)
    {
        _read.Add(experiment);
        _read.AddTags("experiment tags", experiment.ExperimentId, experiment.Tags);
        return experiment;
    }

    async Task WriteRunsAsync(ITransferSource source, string[] experiments, bool withFiles, IProgress<long>? progress, CancellationToken cancel)
    {
        await using var lines = Open(JsonLines.Runs);
        await using var points = Open(JsonLines.Points);
        var done = 0L;
        foreach (var runs in source.Runs(experiments))
        {
            var latest = new Dictionary<(string Run, string Key), Metric>();
            foreach (var run in runs.Select(r => r with { Run = _places.Rewrite(r.Run) }))
            {
                foreach (var metric in run.Run.Metrics) latest[(run.Run.RunId, metric.Key)] = metric;
                _read.Add(run.Run);
                WriteLine(lines, run);
            }

            // What a running server was given since it told of the runs comes with the next export.
            foreach (var point in source.Points(runs).Where(p => latest.TryGetValue((p.RunId, p.Key), out var last) && !MetricRows.IsLater(p, last)))
            {
                _read.AddPoint(point);
                WriteLine(points, point);
            }

            foreach (var (run, _) in runs.Where(_ => withFiles)) await CopyAsync(source, run.ExperimentId, run.ArtifactUri, cancel).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            progress?.Report(done += runs.Count);
        }
    }

    async Task WriteModelsAsync(ITransferSource source, string[] experiments, bool withFiles, CancellationToken cancel)
    {
        await using var lines = Open(JsonLines.LoggedModels);
        foreach (var model in source.LoggedModels(experiments))
        {
            var placed = model with { Model = _places.Rewrite(model.Model) };
            _read.Add(placed);
            WriteLine(lines, placed);
            if (withFiles) await CopyAsync(source, model.Model.ExperimentId, model.Model.ArtifactUri, cancel).ConfigureAwait(false);
        }
    }

    IEnumerable<MovedRegistration> Registrations(ITransferSource source, IReadOnlyList<string> names)
    {
        foreach (var registration in source.Registrations().Where(r => names.Count == 0 || names.Contains(r.Model.Name)))
        {
            var placed = registration with { Versions = [.. registration.Versions.Select(_places.Rewrite)] };
            _read.Add(placed);
            yield return placed;
        }
    }

    async Task CopyAsync(ITransferSource source, string experiment, string uri, CancellationToken cancel)
    {
        var placed = _places.Rewrite(uri);
        var place = source.Reaches(uri) ? ArtifactPath.OfUri(placed) : null;
        _left.Pass(experiment, copied: place is not null);
        foreach (var file in place is { Length: > 0 } ? source.Files(uri) : [])
        {
            var path = Path.Combine(folder, JsonLines.Artifacts, place!, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            using var hash = SHA256.Create();
            await using var bytes = new CryptoStream(source.Open(uri, file.Path), hash, CryptoStreamMode.Read);
            await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await bytes.CopyToAsync(copy, cancel).ConfigureAwait(false);
            copy.Flush(flushToDisk: true);
            _read.AddFile(placed, file with { Size = copy.Length }, Convert.ToHexStringLower(hash.Hash ?? []));
        }
    }

    async Task<Tallies> ReadBackAsync(bool withFiles, CancellationToken cancel)
    {
        var stored = new Tallies();
        using var written = new JsonLinesFolder(folder);
        var experiments = written.Experiments();
        foreach (var experiment in experiments)
        {
            stored.Add(experiment);
            stored.AddTags("experiment tags", experiment.ExperimentId, experiment.Tags);
        }

        string[] ids = [.. experiments.Select(e => e.ExperimentId)];
        foreach (var runs in written.Runs(ids))
        {
            foreach (var run in runs) stored.Add(run.Run);
            foreach (var point in written.Points(runs)) stored.AddPoint(point);
            foreach (var run in runs.Where(_ => withFiles)) await ReadBackAsync(written, run.Run.ArtifactUri, stored, cancel).ConfigureAwait(false);
        }

        foreach (var model in written.LoggedModels(ids))
        {
            stored.Add(model);
            if (withFiles) await ReadBackAsync(written, model.Model.ArtifactUri, stored, cancel).ConfigureAwait(false);
        }

        foreach (var registration in written.Registrations()) stored.Add(registration);
        foreach (var move in written.AliasMoves()) stored.Add(move);
        foreach (var move in written.StageMoves()) stored.Add(move);
        foreach (var webhook in written.Webhooks()) stored.Add(webhook);
        return stored;
    }

    static async Task ReadBackAsync(JsonLinesFolder written, string uri, Tallies stored, CancellationToken cancel)
    {
        if (ArtifactPath.OfUri(uri) is null) return;

        foreach (var file in written.Files(uri))
        {
            await using var bytes = written.Open(uri, file.Path);
            stored.AddFile(uri, file, Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancel).ConfigureAwait(false)));
        }
    }

    void Write<T>(string name, IEnumerable<T> records)
    {
        using var file = Open(name);
        foreach (var record in records) WriteLine(file, record);
        file.Flush();
        ((FileStream)file.BaseStream).Flush(flushToDisk: true); // the manifest, which is written last, says that all is there
    }

    StreamWriter Open(string name) => new(new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write));

    static void WriteLine<T>(StreamWriter file, T record) => file.WriteLine(JsonSerializer.Serialize(record, JsonLines.Options));
}
