using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// A Delta table on this machine's disk: Parquet files and a log of versions that Spark, Databricks, delta-rs and DuckDB read as they are. Appending is
/// atomic and durable, and safe from many threads and processes at once; a reader sees one version.
/// </summary>
/// <remarks>
/// Tables are made for reader 1 and writer 2. What a table of others needs and is not supported (deletion vectors, mapped columns, V2 checkpoints,
/// variants …) is refused by the feature's name. Protocol: github.com/delta-io/delta, PROTOCOL.md.
/// </remarks>
public sealed class DeltaTable
{
    const int CheckpointInterval = 10;
    const int Attempts = 1000;
    const long MaxMilliseconds = 60_000_000_000_000; // until the year 3871
    const string StructsKey = "panta.structs";

    readonly Lock _gate = new();
    readonly LogFolder _log;
    readonly DataFileReader _reader;
    readonly DataFileWriter _writer;
    readonly TimeProvider _time;
    DeltaSnapshot _current;

    DeltaTable(ITableFiles files, TimeProvider time)
    {
        Path = files.Location;
        _time = time;
        _log = new(files);
        _reader = new(files);
        _writer = new(files, time);
        _current = At(_log.Load(null));
    }

    /// <summary>Gets the table's folder, as a full path.</summary>
    public string Path { get; }

    /// <summary>Gets the newest version. Costs a look into the log.</summary>
    public long Version => Snapshot().Version;

    /// <summary>Gets the columns of the newest version; see <see cref="DeltaSnapshot.Schema"/>.</summary>
    public Schema Schema => Snapshot().Schema;

    /// <summary>Gets why the last checkpoint could not be written; null where it could. The table is whole without it, but opens more slowly.</summary>
    public Exception? CheckpointFailure { get; private set; }

    /// <summary>Gets the snapshot that was looked at last, without a look into the log.</summary>
    internal DeltaSnapshot Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    /// <summary>Whether a folder holds a Delta table.</summary>
    /// <param name="path">The folder.</param>
    public static bool Exists(string path) => new LogFolder(new LocalFolder(path)).Exists;

    /// <summary>Makes a table without rows, as version 0.</summary>
    /// <param name="path">Its folder; made where it is missing.</param>
    /// <param name="schema">The columns. Characters that Delta forbids in names become <c>_</c> in the files; the names here stay as they are.</param>
    /// <param name="options">Partitions, properties, structs. Default: none.</param>
    /// <exception cref="DeltaException">There is a table already, or a column cannot be kept.</exception>
    public static DeltaTable Create(string path, Schema schema, DeltaTableOptions? options = null)
    {
        options ??= new();
        var files = new LocalFolder(path);
        path = files.Location;
        var log = new LogFolder(files);
        if (log.Exists) throw new DeltaException(path, "there is a table already. Open it, or choose another folder.");

        var stored = SchemaEvolution.Stored(path, schema, options.Structs);
        foreach (var column in options.PartitionColumns)
            if (!stored.Contains(column)) throw new DeltaException(path, $"there is no column '{column}' to partition by. Columns: {string.Join(", ", stored.Names)}.");

        files.MakeFolder(LogFolder.Name);
        var now = options.Time.GetUtcNow();
        if (!log.TryCommit(0, NewTable.Actions(stored, options, StructsKey, now)))
            throw new DeltaException(path, "another process made a table there at the same time. Open it, or choose another folder.");
        return new(files, options.Time);
    }

    /// <summary>Opens a table.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="time">The clock of commit times. Default the system's.</param>
    /// <exception cref="DeltaException">There is none, its log is damaged, or it needs a feature that is not supported.</exception>
    public static DeltaTable Open(string path, TimeProvider? time = null) => new(new LocalFolder(path), time ?? TimeProvider.System);

    /// <summary>The table at a version.</summary>
    /// <param name="version">The version. Default: the newest; then only new log entries are read.</param>
    /// <exception cref="DeltaException">The version is not there, or not any more.</exception>
    public DeltaSnapshot Snapshot(long? version = null)
    {
        lock (_gate)
        {
            if (version is { } wanted && wanted != _current.Version && wanted < _current.Version) return At(_log.Load(wanted));

            Advance();
            return version is null || version == _current.Version ? _current : throw new DeltaException(Path, $"version {version} is not there; the newest is {_current.Version}.");
        }
    }

    /// <summary>Reads the newest version, or the given one; see <see cref="DeltaSnapshot.Read"/>.</summary>
    /// <param name="what">Columns and range. Default: everything.</param>
    /// <param name="version">The version. Default: the newest.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Table Read(DeltaRead? what = null, long? version = null, CancellationToken cancel = default) => Snapshot(version).Read(what, cancel);

    /// <summary>Appends rows as one version; they are on disk when the call returns. Columns are found by name; those that are missing become null.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="transaction">A mark to leave with them. Where the table has it already at this version or beyond, nothing is appended. Default: none.</param>
    /// <param name="addColumns">Whether columns that the table lacks are added to it, as nullable. Default false: they are an error.</param>
    /// <returns>The version that holds the rows, or the newest where nothing was appended.</returns>
    /// <exception cref="DeltaException">A column is unknown, has another type, or is null where it must not be; or the table cannot be written.</exception>
    public long Append(Table rows, DeltaTransaction? transaction = null, bool addColumns = false)
    {
        Written? written = null;
        long next = 0;
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var before = Snapshot();
                next = before.Version + 1;
                if (transaction is { } mark && before.TransactionVersion(mark.AppId) >= mark.Version)
                {
                    _writer.Discard(written?.Adds ?? []);
                    return before.Version;
                }

                written = Prepared(rows, before, addColumns, written);
                if (!_log.TryCommit(next, written.Actions(before, transaction, _time.GetUtcNow()))) continue;

                Committed(next);
                return next;
            }
        }
        catch (Exception error) when (written is not null && _log.IsSurelyMissing(next, error))
        {
            // Only files that no commit can have come to name: a commit whose folder could not be synced is there all the same.
            _writer.Discard(written.Adds);
            throw;
        }

        _writer.Discard(written!.Adds);
        throw new DeltaException(Path, $"another writer was first {Attempts} times. Try again when less is written at once.");
    }

    /// <summary>The newest versions, newest first, as far as the log still has them.</summary>
    /// <param name="limit">At most so many. Default 100.</param>
    public IReadOnlyList<DeltaCommit> History(int limit = 100) =>
        [.. _log.Versions().Reverse().Take(limit).Select(version => (version, _log.TryRead(version)?.CommitInfo)).Select(entry => CommitOf(entry.version, entry.CommitInfo))];

    static DeltaCommit CommitOf(long version, string? info)
    {
        if (info is null) return new(version, null, null, ImmutableSortedDictionary<string, string>.Empty);

        using var document = JsonDocument.Parse(info);
        var root = document.RootElement;
        var parameters = root.TryGetProperty("operationParameters", out var given) && given.ValueKind == JsonValueKind.Object
            ? given.EnumerateObject().DistinctBy(pair => pair.Name).ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.ToString(), StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, string>.Empty;
        return new(
            version,
            root.TryGetProperty("timestamp", out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out var ms) && Math.Abs((decimal)ms) < MaxMilliseconds
                ? DateTimeOffset.UnixEpoch.AddMilliseconds(ms)
                : null,
            root.TryGetProperty("operation", out var operation) && operation.ValueKind == JsonValueKind.String ? operation.GetString() : null,
            parameters);
    }

    // Files written for a race that was lost are still good, unless the winner changed the columns they were packed for.
    Written Prepared(Table rows, DeltaSnapshot before, bool addColumns, Written? earlier)
    {
        ProtocolCheck.RequireAppendable(Path, before.State.Protocol, before.State.Metadata, before.Fields);
        var structs = before.Properties.GetValueOrDefault(StructsKey)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var fields = SchemaEvolution.Extended(Path, before.Fields, rows.Schema, [.. structs], addColumns);
        SchemaEvolution.RequireFits(Path, rows, Leaf.Of(fields));
        if (earlier is not null && earlier.Fields == fields) return earlier;

        if (earlier is not null) _writer.Discard(earlier.Adds);
        return new(rows.RowCount, fields, _writer.Write(rows, fields, before.PartitionColumns));
    }

    // The rows are committed whatever becomes of the checkpoint, which only makes opening faster: one that fails is tried again with the next commit.
    void Committed(long version)
    {
        DeltaSnapshot now;
        lock (_gate)
        {
            Advance();
            now = _current;
            var interval = int.TryParse(now.Properties.GetValueOrDefault("delta.checkpointInterval"), CultureInfo.InvariantCulture, out var given) && given > 0
                ? given : CheckpointInterval;
            if (version % interval != 0 && CheckpointFailure is null) return;
        }

        try
        {
            Checkpoint.Write(_log, now.Version, now.State, _time.GetUtcNow());
            CheckpointFailure = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CheckpointFailure = error;
        }
    }

    void Advance()
    {
        while (_log.TryRead(_current.Version + 1) is { } actions)
            _current = At((_current.Version + 1, TableState.Apply(_current.State, actions, _log.PathOf(_current.Version + 1))));
    }

    DeltaSnapshot At((long Version, TableState State) loaded)
    {
        ProtocolCheck.RequireReadable(Path, loaded.State.Protocol);
        return new(Path, loaded.Version, loaded.State, _reader);
    }

    /// <summary>Data files that wait for their commit.</summary>
    sealed record Written(long Rows, Schema Fields, List<JsonObject> Adds)
    {
        public IEnumerable<string> Actions(DeltaSnapshot before, DeltaTransaction? transaction, DateTimeOffset now)
        {
            yield return NewTable.Line("commitInfo", new JsonObject
            {
                ["timestamp"] = now.ToUnixTimeMilliseconds(),
                ["operation"] = "WRITE",
                ["operationParameters"] = new JsonObject { ["mode"] = "Append" },
                ["readVersion"] = before.Version,
                ["isBlindAppend"] = true,
                ["operationMetrics"] = new JsonObject
                {
                    ["numFiles"] = $"{Adds.Count}",
                    ["numOutputRows"] = $"{Rows}",
                    ["numOutputBytes"] = $"{Adds.Sum(add => (long)add["size"]!)}",
                },
                ["engineInfo"] = NewTable.Engine,
            });
            if (Fields != before.Fields) yield return NewTable.Line("metaData", SchemaEvolution.Evolved(before.State.Metadata, before.Fields, Fields));
            if (transaction is { } mark)
                yield return NewTable.Line("txn", new JsonObject { ["appId"] = mark.AppId, ["version"] = mark.Version, ["lastUpdated"] = now.ToUnixTimeMilliseconds() });
            foreach (var add in Adds) yield return NewTable.Line("add", add.DeepClone());
        }
    }
}
