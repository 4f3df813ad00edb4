using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Panta.Data.Delta;

/// <summary>The folder <c>_delta_log</c> of a table: which versions and checkpoints there are, their actions, and the making of the next version.</summary>
sealed partial class LogFolder(string table)
{
    public string Folder { get; } = Path.Combine(table, "_delta_log");

    /// <summary>The state at a version, or at the newest.</summary>
    public (long Version, TableState State) Load(long? wanted)
    {
        var (commits, checkpoints) = List();
        if (commits.Count == 0 && checkpoints.Count == 0)
            throw new DeltaException(table, Directory.Exists(Folder) ? "its log is empty: there is no version." : "there is no Delta table: the folder '_delta_log' is missing.");

        var newest = Math.Max(commits.Count == 0 ? -1 : commits.Max, checkpoints.Count == 0 ? -1 : checkpoints[^1].Version);
        var target = wanted ?? newest;
        if (target > newest || target < 0) throw new DeltaException(table, $"version {target} is not there; the newest is {newest}.");

        DeltaException? damage = null;
        foreach (var checkpoint in checkpoints.Where(checkpoint => checkpoint.Version <= target).Reverse())
        {
            try
            {
                return (target, Replay(TableState.Apply(null, Checkpoint.Read(checkpoint.Parts), checkpoint.Parts[0]), checkpoint.Version + 1, target, commits));
            }
            catch (DeltaException error) when (error.InnerException is Reading.DuckDbException)
            {
                // A damaged checkpoint is a copy of what the commits say: an older one or the commits themselves will do, if they are still there.
                damage ??= error;
            }
        }

        if (!commits.Contains(0)) throw damage ?? Missing(commits, checkpoints, target);
        return (target, Replay(null, 0, target, commits));
    }

    /// <summary>The actions of a version, or null where it is not there (yet).</summary>
    public ActionList? TryRead(long version)
    {
        var path = PathOf(version);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Read(stream, path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes a version: on disk whole under its name, or not at all.</summary>
    /// <returns>False where another writer made it first.</returns>
    public bool TryCommit(long version, IEnumerable<string> lines)
    {
        var temporary = Path.Combine(Folder, $".{version:D20}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
            {
                foreach (var line in lines) file.Write(Encoding.UTF8.GetBytes(line + "\n"));
                file.Flush();
                Disk.SyncData(file.SafeFileHandle, temporary);
            }

            if (!Disk.TryLink(temporary, PathOf(version))) return false;
        }
        finally
        {
            File.Delete(temporary);
        }

        Disk.SyncFolder(Folder);
        return true;
    }

    public string PathOf(long version) => Path.Combine(Folder, version.ToString("D20", CultureInfo.InvariantCulture) + ".json");

    /// <summary>The versions whose commits are there, ascending.</summary>
    public SortedSet<long> Versions() => List().Commits;

    static ActionList Read(Stream stream, string path)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var text = new ReadOnlyMemory<byte>(bytes.GetBuffer(), 0, (int)bytes.Length);
        var reader = new ActionReader(path);
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.Span.ContainsAnyExcept((byte)' ', (byte)'\r')) reader.Read(line);
        }

        return reader.Actions;
    }

    TableState Replay(TableState? state, long from, long through, SortedSet<long> commits)
    {
        for (var version = from; version <= through; version++)
        {
            if (!commits.Contains(version) || TryRead(version) is not { } actions)
                throw new DeltaException(table, $"version {version} is missing in its log, though there are later ones. Restore '{PathOf(version)}' from a copy.");

            state = TableState.Apply(state, actions, PathOf(version));
        }

        return state ?? throw new DeltaException(table, "its log is empty: there is no version.");
    }

    DeltaException Missing(SortedSet<long> commits, List<(long Version, string[] Parts)> checkpoints, long target)
    {
        var first = checkpoints.Count > 0 ? checkpoints[0].Version : commits.Min;
        return new(table, checkpoints.Count > 0
            ? $"version {target} cannot be read any more: its log begins with the checkpoint of version {first}."
            : $"its log begins with version {first}, without a checkpoint: version 0 is missing.");
    }

    (SortedSet<long> Commits, List<(long Version, string[] Parts)> Checkpoints) List()
    {
        var commits = new SortedSet<long>();
        var parts = new List<(long Version, int Of, string Path)>();
        if (!Directory.Exists(Folder)) return (commits, []);

        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            var name = Path.GetFileName(path);
            if (CommitName().Match(name) is { Success: true } commit) commits.Add(Number(commit.Groups[1].Value));
            if (CheckpointName().Match(name) is { Success: true } checkpoint)
                parts.Add((Number(checkpoint.Groups[1].Value), checkpoint.Groups[2].Success ? (int)Number(checkpoint.Groups[2].Value) : 1, path));
        }

        // Of several parts all must be there, or it is no checkpoint.
        var whole = parts.GroupBy(part => (part.Version, part.Of)).Where(group => group.Count() == group.Key.Of);
        return (commits,
            [.. whole.OrderBy(group => group.Key.Version).Select(group => (group.Key.Version, group.Select(part => part.Path).Order(StringComparer.Ordinal).ToArray()))]);
    }

    static long Number(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    [GeneratedRegex(@"^(\d{20})\.json$")]
    private static partial Regex CommitName();

    [GeneratedRegex(@"^(\d{20})\.checkpoint(?:\.\d{10}\.(\d{10}))?\.parquet$")]
    private static partial Regex CheckpointName();
}
