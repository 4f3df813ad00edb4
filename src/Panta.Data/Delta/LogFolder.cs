using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>The folder <c>_delta_log</c> of a table: which versions and checkpoints there are, their actions, and the making of the next version.</summary>
sealed partial class LogFolder(ITableFiles files)
{
    /// <summary>The folder's name in a table.</summary>
    public const string Name = "_delta_log";

    const long MaxCommitBytes = 1L << 30;

    readonly string _table = files.Location;

    /// <summary>The table's files.</summary>
    public ITableFiles Files => files;

    /// <summary>Whether there is a version, or something that looks like one.</summary>
    public bool Exists => files.List(Name).Any(file => file.Name.EndsWith(".json", StringComparison.Ordinal));

    /// <summary>The state at a version, or at the newest.</summary>
    public (long Version, TableState State) Load(long? wanted)
    {
        var (commits, checkpoints) = List();
        if (commits.Count == 0 && checkpoints.Count == 0)
            throw new DeltaException(_table, $"there is no Delta table: the log '{Name}' is missing, or has no version.");

        var newest = Math.Max(commits.Count == 0 ? -1 : commits.Max, checkpoints.Count == 0 ? -1 : checkpoints[^1].Version);
        var target = wanted ?? newest;
        if (target > newest || target < 0) throw new DeltaException(_table, $"version {target} is not there; the newest is {newest}.");

        DeltaException? damage = null;
        foreach (var checkpoint in checkpoints.Where(checkpoint => checkpoint.Version <= target).Reverse())
        {
            try
            {
                return (target, Replay(TableState.Apply(null, Checkpoint.Read(files, checkpoint.Parts), files.PathOf(checkpoint.Parts[0])), checkpoint.Version + 1, target, commits));
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
        var content = files.TryRead(NameOf(version), MaxCommitBytes);
        return content is null ? null : Read(content, PathOf(version));
    }

    /// <summary>Makes a version: durable and whole under its name, or not at all.</summary>
    /// <returns>False where another writer made it first.</returns>
    public bool TryCommit(long version, IEnumerable<string> lines)
    {
        using var content = new MemoryStream();
        foreach (var line in lines)
        {
            content.Write(Encoding.UTF8.GetBytes(line));
            content.WriteByte((byte)'\n');
        }

        return files.TryCreate(NameOf(version), content.GetBuffer().AsMemory(0, (int)content.Length));
    }

    /// <summary>Whether a failed try to make a version cannot have made it: only then may what it names be deleted.</summary>
    public bool IsSurelyMissing(long version, Exception failure) => failure is not StorageException { Uncertain: true } && files.Find(NameOf(version)) is null;

    /// <summary>A version's commit as messages name it.</summary>
    public string PathOf(long version) => files.PathOf(NameOf(version));

    /// <summary>A version's commit as the files of the table name it, or its checkpoint with <c>checkpoint.parquet</c>.</summary>
    public static string NameOf(long version, string suffix = "json") => $"{Name}/{version.ToString("D20", CultureInfo.InvariantCulture)}.{suffix}";

    /// <summary>The versions whose commits are there, ascending.</summary>
    public SortedSet<long> Versions() => List().Commits;

    static ActionList Read(ReadOnlyMemory<byte> text, string path)
    {
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
                throw new DeltaException(_table, $"version {version} is missing in its log, though there are later ones. Restore '{PathOf(version)}' from a copy.");

            state = TableState.Apply(state, actions, PathOf(version));
        }

        return state ?? throw new DeltaException(_table, "its log is empty: there is no version.");
    }

    DeltaException Missing(SortedSet<long> commits, List<(long Version, string[] Parts)> checkpoints, long target)
    {
        var first = checkpoints.Count > 0 ? checkpoints[0].Version : commits.Min;
        return new(_table, checkpoints.Count > 0
            ? $"version {target} cannot be read any more: its log begins with the checkpoint of version {first}."
            : $"its log begins with version {first}, without a checkpoint: version 0 is missing.");
    }

    (SortedSet<long> Commits, List<(long Version, string[] Parts)> Checkpoints) List()
    {
        var commits = new SortedSet<long>();
        var parts = new List<(long Version, int Of, string Name)>();
        foreach (var file in files.List(Name))
        {
            var name = file.Name[(Name.Length + 1)..];
            if (CommitName().Match(name) is { Success: true } commit) commits.Add(Number(commit.Groups[1].Value));
            if (CheckpointName().Match(name) is { Success: true } checkpoint)
                parts.Add((Number(checkpoint.Groups[1].Value), checkpoint.Groups[2].Success ? (int)Number(checkpoint.Groups[2].Value) : 1, file.Name));
        }

        // Of several parts all must be there, or it is no checkpoint.
        var whole = parts.GroupBy(part => (part.Version, part.Of)).Where(group => group.Count() == group.Key.Of);
        return (commits,
            [.. whole.OrderBy(group => group.Key.Version).Select(group => (group.Key.Version, group.Select(part => part.Name).Order(StringComparer.Ordinal).ToArray()))]);
    }

    static long Number(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    [GeneratedRegex(@"^(\d{20})\.json$")]
    private static partial Regex CommitName();

    [GeneratedRegex(@"^(\d{20})\.checkpoint(?:\.\d{10}\.(\d{10}))?\.parquet$")]
    private static partial Regex CheckpointName();
}
