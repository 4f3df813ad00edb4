using System.Text.Json.Nodes;

namespace Panta.Data.Delta;

/// <summary>
/// One change of a table: what it read of one version, what it takes out and puts in, and the commit that makes the next version of it, or a later one where
/// nothing that others committed in between stands against it. Disposed without a commit, the files it wrote are gone.
/// </summary>
sealed class Transaction(LiveTable table) : IDisposable
{
    const int Attempts = 1000;

    readonly List<JsonObject> _adds = [];
    readonly List<AddFile> _restored = [];
    readonly Dictionary<(string, string?), AddFile> _removes = [];
    readonly HashSet<(string, string?)> _read = [];
    readonly string _id = $"{Guid.CreateVersion7()}";
    bool _keepsFiles;

    /// <summary>The version that the change begins with.</summary>
    public DeltaSnapshot Before { get; } = table.Snapshot();

    /// <summary>The change's own name in its commit.</summary>
    public string Id => _id;

    /// <summary>False for what rearranges rows and changes none.</summary>
    public bool DataChange { get; init; } = true;

    /// <summary>The mark that the change leaves.</summary>
    public DeltaTransaction? Mark { get; init; }

    /// <summary>The new metaData action.</summary>
    public JsonNode? Metadata { get; set; }

    /// <summary>The new protocol action.</summary>
    public JsonNode? Protocol { get; set; }

    /// <summary>Whether a file that another writer adds may hold rows that this change would have had to look at; null where it looked at none.</summary>
    public Func<AddFile, bool>? Reads { get; private set; }

    public IReadOnlyCollection<(string, string?)> ReadFiles => _read;

    public IReadOnlyDictionary<(string, string?), AddFile> Removes => _removes;

    public long RemovedBytes => _removes.Values.Sum(file => file.Size);

    public IReadOnlyList<JsonObject> Adds => _adds;

    public IReadOnlyList<AddFile> Restored => _restored;

    /// <summary>Says what was looked at: these files, and those like them.</summary>
    public void Read(IEnumerable<AddFile> files, Func<AddFile, bool> alike)
    {
        Reads = alike;
        foreach (var file in files) _read.Add(file.Key);
    }

    /// <summary>Says that the whole table was looked at.</summary>
    public void ReadAll() => Read(Before.Files, _ => true);

    /// <summary>Puts written files into the table.</summary>
    public void Add(IEnumerable<JsonObject> adds) => _adds.AddRange(adds);

    /// <summary>Puts a file that was part of the table before into it again.</summary>
    public void Restore(AddFile file) => _restored.Add(file);

    /// <summary>Takes a file out of the table.</summary>
    public void Remove(AddFile file) => _removes[file.Key] = file;

    /// <summary>Makes the next version of it. When it returns, the version is on disk.</summary>
    /// <exception cref="DeltaConflictException">What another writer committed first stands against it.</exception>
    public long Commit(Operation operation)
    {
        ProtocolCheck.RequireWritable(Before, DataChange && _removes.Count > 0);
        var version = Before.Version + 1;
        var clock = new CommitClock(table, Before);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var lines = new CommitLines(this, operation, clock.Next());
            if (TryCommit(version, lines))
            {
                table.Committed(version);
                return version;
            }

            for (; table.Log.TryRead(version) is { } winner; version++)
            {
                Conflicts.Check(table.Path, this, version, winner);
                clock.Passed(winner);
            }
        }

        throw new DeltaException(table.Path, $"another writer was first {Attempts} times. Try again when less is written at once.");
    }

    public void Dispose()
    {
        if (!_keepsFiles) table.Files.Delete(_adds.Select(add => (string)add["path"]!));
    }

    bool TryCommit(long version, CommitLines lines)
    {
        try
        {
            return _keepsFiles = table.Log.TryCommit(version, lines.All());
        }
        catch (Exception error) when (!table.Log.IsSurelyMissing(version, error))
        {
            // The commit may be there all the same, and then names the files.
            _keepsFiles = true;
            throw;
        }
    }
}
