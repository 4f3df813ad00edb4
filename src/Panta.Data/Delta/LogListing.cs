using System.Text.Json;
using System.Text.RegularExpressions;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>What is in a log, from some version on: commits and whole checkpoints.</summary>
sealed partial record LogListing(SortedList<long, StoredFile> Commits, List<CheckpointFiles> Checkpoints)
{
    const long MaxHintBytes = 64L << 20;
    const int MostOverlooked = 1000;

    /// <summary>The newest version; −1 where there is none.</summary>
    public long Newest => Math.Max(Commits.Count == 0 ? -1 : Commits.Keys[^1], Checkpoints.Count == 0 ? -1 : Checkpoints[^1].Version);

    /// <summary>The whole log.</summary>
    public static LogListing Of(ITableFiles files) => From(files, 0);

    /// <summary>
    /// The log from the newest checkpoint on that the hint <c>_last_checkpoint</c> knows of; the whole log where the hint is missing, wrong or too new.
    /// </summary>
    /// <param name="files">The table's files.</param>
    /// <param name="wanted">The version that is looked for, or null for the newest.</param>
    public static LogListing FromHint(ITableFiles files, long? wanted)
    {
        if (Hint(files) is not { } hint || hint > wanted) return Of(files);

        var recent = From(files, hint);
        return recent.Checkpoints.Exists(checkpoint => wanted is null || checkpoint.Version <= wanted) ? recent : Of(files);
    }

    static LogListing From(ITableFiles files, long version)
    {
        var commits = new SortedList<long, StoredFile>();
        var names = new List<string>();
        foreach (var file in files.List(LogFolder.Name, version == 0 ? "" : $"{version:D20}"))
        {
            if (CommitName().Match(Path.GetFileName(file.Name)) is { Success: true } commit)
            {
                if (CheckpointFiles.TryNumber(commit.Groups[1].Value, out var number)) commits[number] = file;
            }
            else names.Add(file.Name);
        }

        AddOverlooked(files, commits);
        return new(commits, CheckpointFiles.Among(names));
    }

    // A folder that grows while it is listed may show a later commit and hide an earlier one, on disks as on S3. Those that are asked for by name are there.
    static void AddOverlooked(ITableFiles files, SortedList<long, StoredFile> commits)
    {
        var gaps = commits.Keys.Zip(commits.Keys.Skip(1)).SelectMany(pair => Between(pair.First, pair.Second)).Take(MostOverlooked).ToList();
        foreach (var version in gaps)
            if (files.Find(LogFolder.NameOf(version)) is { } file) commits[version] = file;
    }

    static IEnumerable<long> Between(long before, long after)
    {
        for (var version = before + 1; version < after; version++) yield return version;
    }

    // Whatever is wrong with the hint, the log itself knows better.
    static long? Hint(ITableFiles files)
    {
        try
        {
            if (files.TryRead($"{LogFolder.Name}/_last_checkpoint", MaxHintBytes) is not { } text) return null;

            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number) && number >= 0 ? number : null;
        }
        catch (Exception error) when (error is JsonException or StorageException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(\d{20})\.json$")]
    private static partial Regex CommitName();
}
