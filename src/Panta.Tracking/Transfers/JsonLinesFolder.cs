using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Transfers;

/// <summary>A folder that <see cref="StoreExport"/> wrote. Runs and points are read side by side, each file once.</summary>
public sealed class JsonLinesFolder : ITransferSource
{
    const int RunsAtOnce = 200;

    readonly string _folder;
    readonly LocalFiles _files;
    IEnumerator<Metric>? _points;
    bool _more;

    /// <summary>Opens one.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">It was not written by an export, or not to its end.</exception>
    public JsonLinesFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        if (!File.Exists(Path.Combine(_folder, JsonLines.Manifest)))
            throw new DirectoryNotFoundException(
                $"'{_folder}' holds no '{JsonLines.Manifest}': it is no folder that 'panta export' wrote to its end. Give such a folder, or export again.");

        _files = new(Path.Combine(_folder, JsonLines.Artifacts));
    }

    /// <inheritdoc/>
    public string Place => _folder;

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut() => [];

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments() => [.. Read<Experiment>(JsonLines.Experiments)];

    /// <inheritdoc/>
    public long CountRuns(IReadOnlyList<string> experimentIds) => File.ReadLines(Path.Combine(_folder, JsonLines.Runs)).LongCount();

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<MovedRun>> Runs(IReadOnlyList<string> experimentIds)
    {
        _points?.Dispose();
        _points = Read<Metric>(JsonLines.Points).GetEnumerator();
        _more = _points.MoveNext();
        var wanted = experimentIds.ToHashSet();
        foreach (var runs in Read<MovedRun>(JsonLines.Runs).Where(r => wanted.Contains(r.Run.ExperimentId)).Chunk(RunsAtOnce)) yield return runs;
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs)
    {
        // The points stand in the order of the runs; those of runs that nobody asked for are passed over.
        if (_points is null) yield break;

        foreach (var run in runs.Where(r => r.Run.Metrics.Count > 0).Select(r => r.Run.RunId))
        {
            while (_more && _points.Current.RunId != run) _more = _points.MoveNext();
            for (; _more && _points.Current.RunId == run; _more = _points.MoveNext()) yield return _points.Current;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds)
    {
        var wanted = experimentIds.ToHashSet();
        return Read<MovedModel>(JsonLines.LoggedModels).Where(m => wanted.Contains(m.Model.ExperimentId));
    }

    /// <inheritdoc/>
    public IEnumerable<MovedRegistration> Registrations() => Read<MovedRegistration>(JsonLines.Registrations);

    /// <inheritdoc/>
    public IEnumerable<AliasChange> AliasMoves() => ReadIfThere<AliasChange>(JsonLines.AliasMoves);

    /// <inheritdoc/>
    public IEnumerable<StageChange> StageMoves() => ReadIfThere<StageChange>(JsonLines.StageMoves);

    /// <inheritdoc/>
    public IEnumerable<Webhook> Webhooks() => ReadIfThere<Webhook>(JsonLines.Webhooks);

    /// <inheritdoc/>
    public bool Reaches(string uri) => _files.Reaches(uri);

    /// <inheritdoc/>
    public bool Has(string location) => LocalFiles.IsProxied(location) || _files.Has(location);

    /// <inheritdoc/>
    public IEnumerable<MovedFile> Files(string uri) => _files.List(uri);

    /// <inheritdoc/>
    public Stream Open(string uri, string path) => _files.Open(uri, path);

    /// <inheritdoc/>
    public void Dispose() => _points?.Dispose();

    // What was exported before there were such files has none.
    IEnumerable<T> ReadIfThere<T>(string file) => File.Exists(Path.Combine(_folder, file)) ? Read<T>(file) : [];

    IEnumerable<T> Read<T>(string file) => JsonLines.Read<T>(Path.Combine(_folder, file));
}
