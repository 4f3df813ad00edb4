using System.Globalization;
using System.Text;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>The folder <c>_delta_log</c> of a table: which versions and checkpoints there are, their actions, and the making of the next version.</summary>
sealed class LogFolder(ITableFiles files)
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
        var log = LogListing.FromHint(files, wanted);
        if (log.Newest < 0) throw new DeltaException(_table, $"there is no Delta table: the log '{Name}' is missing, or has no version.");

        var target = wanted ?? log.Newest;
        if (target > log.Newest || target < 0) throw new DeltaException(_table, $"version {target} is not there; the newest is {log.Newest}.");
        if (Restored(log, target, out var damage) is { } found) return (target, found);

        // The hint may have hidden an older checkpoint, or the first commits.
        log = LogListing.Of(files);
        if (damage is not null && Restored(log, target, out damage) is { } older) return (target, older);
        if (!log.Commits.ContainsKey(0)) throw damage ?? Missing(log, target);
        return (target, Replay(null, 0, target, log));
    }

    // A damaged checkpoint is a copy of what the commits say: an older one or the commits themselves will do, if they are still there.
    TableState? Restored(LogListing log, long target, out DeltaException? damage)
    {
        damage = null;
        foreach (var checkpoint in log.Checkpoints.Where(checkpoint => checkpoint.Version <= target).Reverse())
        {
            TableState state;
            try
            {
                state = TableState.Apply(null, CheckpointReader.Read(files, checkpoint.Parts), files.PathOf(checkpoint.Parts[0]));
            }
            catch (DeltaException error)
            {
                damage ??= error;
                continue;
            }

            return Replay(state, checkpoint.Version + 1, target, log);
        }

        return null;
    }

    /// <summary>The actions of a version, or null where it is not there (yet).</summary>
    public ActionList? TryRead(long version)
    {
        var content = files.TryRead(NameOf(version), MaxCommitBytes);
        return content is null ? null : ActionReader.ReadAll(content, PathOf(version));
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
    public SortedSet<long> Versions() => [.. LogListing.Of(files).Commits.Keys];

    TableState Replay(TableState? state, long from, long through, LogListing log)
    {
        for (var version = from; version <= through; version++)
        {
            if (!log.Commits.ContainsKey(version) || TryRead(version) is not { } actions)
                throw new DeltaException(_table, $"version {version} is missing in its log, though there are later ones. Restore '{PathOf(version)}' from a copy.");

            state = TableState.Apply(state, actions, PathOf(version));
        }

        return state ?? throw new DeltaException(_table, "its log is empty: there is no version.");
    }

    DeltaException Missing(LogListing log, long target) => new(_table, log.Checkpoints.Count > 0
        ? $"version {target} cannot be read any more: its log begins with the checkpoint of version {log.Checkpoints[0].Version}."
        : $"its log begins with version {log.Commits.Keys[0]}, without a checkpoint: version 0 is missing.");
}
