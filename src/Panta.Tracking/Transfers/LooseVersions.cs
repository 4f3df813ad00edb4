using Panta.Tracking.Models;

namespace Panta.Tracking.Transfers;

/// <summary>Versions of models that name what was not brought over, and so cannot be loaded.</summary>
/// <param name="target">Where they were brought.</param>
/// <param name="places">Which files move.</param>
/// <param name="filesLeft">Whether all files were left behind.</param>
sealed class LooseVersions(ITransferTarget target, Places places, bool filesLeft)
{
    const int VersionsAtOnce = 1000;

    readonly Dictionary<string, List<string>> _byMissing = [];
    long _withoutFiles;

    /// <summary>A sentence for each combination of what is missing.</summary>
    public IEnumerable<string> Sentences
    {
        get
        {
            foreach (var (missing, names) in _byMissing)
                yield return names.Count == 1
                    ? $"Version {names[0]} names {missing} brought over: import the experiment too."
                    : $"Versions {Amount.Listed(names)} name {missing} brought over: import their experiments too.";
            if (_withoutFiles > 0)
                yield return $"All files were left behind, as asked: of {Amount.Of(_withoutFiles, "version")} of models nothing can be loaded before an import that "
                    + "copies files.";
        }
    }

    /// <summary>Looks at versions, as they are at the source, that were brought over.</summary>
    public async Task LookAsync(IReadOnlyList<ModelVersion> versions, CancellationToken cancel)
    {
        foreach (var some in versions.Chunk(VersionsAtOnce))
        {
            var runs = await ThereAsync(some.Select(v => v.RunId), target.ExistingAsync, cancel).ConfigureAwait(false);
            var models = await ThereAsync(some.Select(v => v.ModelId), target.ExistingModelsAsync, cancel).ConfigureAwait(false);
            foreach (var version in some)
                if (Missing(version, runs, models) is { } missing) Note(version, missing);
                else if (filesLeft && places.Moves(version.Location)) _withoutFiles++;
        }
    }

    static string? Missing(ModelVersion version, HashSet<string> runs, HashSet<string> models) =>
        (version.ModelId.Length > 0 && !models.Contains(version.ModelId), version.RunId.Length > 0 && !runs.Contains(version.RunId)) switch
        {
            (true, true) => "a logged model and a run that were not",
            (true, false) => "a logged model that was not",
            (false, true) => "a run that was not",
            _ => null,
        };

    static async Task<HashSet<string>> ThereAsync(
        IEnumerable<string> ids, Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<string>>> find, CancellationToken cancel)
    {
        string[] named = [.. ids.Where(id => id.Length > 0).Distinct()];
        return named.Length == 0 ? [] : [.. await find(named, cancel).ConfigureAwait(false)];
    }

    void Note(ModelVersion version, string missing)
    {
        if (!_byMissing.TryGetValue(missing, out var names)) _byMissing.Add(missing, names = []);
        names.Add($"{version.Name}/{version.Version}");
    }
}
