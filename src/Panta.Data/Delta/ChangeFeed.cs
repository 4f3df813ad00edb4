using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// The rows that commits inserted, updated and deleted: from the files of changes where a commit has them, else from the files that it added and removed.
/// Columns are those of the last version.
/// </summary>
sealed class ChangeFeed
{
    const string Type = "_change_type";
    const string Insert = "insert";
    const string Delete = "delete";

    static readonly Leaf TypeLeaf = new(new(Type, DataType.String), [new(Type, DataType.String)], [Type]) { IsUnmapped = true };

    readonly LogFolder _log;
    readonly DataFileReader _reader;
    readonly DeltaSnapshot _last;
    readonly List<Change> _changes = [];
    readonly CommitTimes _times;

    ChangeFeed(LogFolder log, DataFileReader reader, DeltaSnapshot last)
    {
        (_log, _reader, _last) = (log, reader, last);
        _times = CommitTimes.Of(log.Files);
    }

    /// <summary>The changes of some versions as a frame; files are read when it is.</summary>
    /// <param name="log">The table's log.</param>
    /// <param name="reader">Reads its files.</param>
    /// <param name="at">The snapshot of a version.</param>
    /// <param name="from">The first version.</param>
    /// <param name="to">The last version.</param>
    public static DataFrame Read(LogFolder log, DataFileReader reader, Func<long, DeltaSnapshot> at, long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (from > to) throw new ArgumentException($"Changes are read from a version to a later one: {from} is after {to}.", nameof(from));

        var feed = new ChangeFeed(log, reader, at(to));
        feed.Collect(from == 0 ? null : at(from - 1).State, from, to);
        return new(feed.Schema(), feed.Rows);
    }

    Schema Schema()
    {
        foreach (var name in (ReadOnlySpan<string>)[Type, "_commit_version", "_commit_timestamp"])
            if (_last.Schema.Contains(name))
                throw new DeltaException(_last.Path, $"it has a column '{name}', which the feed of changes needs for itself. Rename it.");

        return new([
            .. _last.Schema.Fields,
            new(Type, DataType.String) { Nullable = false },
            new("_commit_version", DataType.Int64) { Nullable = false },
            new("_commit_timestamp", DataType.Timestamp),
        ]);
    }

    void Collect(TableState? state, long from, long to)
    {
        for (var version = from; version <= to; version++)
        {
            var path = _log.PathOf(version);
            var actions = _log.TryRead(version) ?? throw new DeltaException(
                _log.Files.Location, $"the changes of version {version} cannot be read: its commit is gone from the log. Ask for those of a later version.");
            var before = state;
            state = TableState.Apply(before, actions, path);
            ProtocolCheck.RequireReadable(_log.Files.Location, state.Protocol);
            if (before is null || actions.Metadata is not null) RequireSameColumns(state, version);
            if (actions.Changes.Count > 0)
                _changes.Add(new(version, null, [.. actions.Changes.Select(change => FileOf(change))]));
            else AddRewritten(before, state, actions, version);
        }
    }

    void AddRewritten(TableState? before, TableState state, ActionList actions, long version)
    {
        var adds = actions.Adds.Where(add => add.DataChange).ToList();
        var removes = actions.Removes.Where(remove => remove.DataChange).Select(remove => Removed(before, remove, version)).ToList();
        var (deleted, inserted) = (new List<AddFile>(), new List<AddFile>());

        // A file that stays under another deletion vector: only the rows in which the two differ.
        foreach (var removed in removes)
        {
            if (adds.Find(add => add.Path == removed.Path) is not { } added)
            {
                deleted.Add(removed);
                continue;
            }

            adds.Remove(added);
            if (added.DeletionVector is { } now) deleted.Add(removed with { Only = now });
            if (removed.DeletionVector is { } then) inserted.Add(added with { Only = then });
        }

        if (!IsOn(state) && deleted.Exists(file => file.Only is null) && adds.Count > 0)
            throw new DeltaException(
                _log.Files.Location,
                $"version {version} wrote files anew while its changes were not kept (property 'delta.enableChangeDataFeed'): "
                + "which rows changed is not known. Ask for the changes of other versions, or compare the two versions.");
        if (deleted.Count > 0) _changes.Add(new(version, Delete, deleted));
        if (inserted.Count > 0) _changes.Add(new(version, Insert, inserted));
        if (adds.Count > 0) _changes.Add(new(version, Insert, adds));
    }

    AddFile Removed(TableState? before, RemoveFile remove, long version) =>
        before?.Files.TryGetValue(remove.Key, out var file) == true
            ? file
            : throw new DeltaException(_log.PathOf(version), $"it removes the file '{remove.Path}', which was not there: the log is damaged.");

    static AddFile FileOf(ChangeFile change) => new(change.Path, change.Size, change.PartitionValues, null, default) { EncodedPath = change.Path };

    static bool IsOn(TableState state) =>
        bool.TryParse(state.Metadata.Configuration.GetValueOrDefault("delta.enableChangeDataFeed"), out var isOn) && isOn;

    // Rows of older versions are shown under the columns of the last one: they must be what those hold.
    void RequireSameColumns(TableState state, long version)
    {
        var path = _log.Files.Location;
        var then = SchemaJson.Read(state.Metadata.SchemaString, path);
        var mapping = ColumnMapping.Of(path, state.Protocol, state.Metadata);
        var leaves = Leaf.Of(path, then, mapping, state.Metadata.PartitionColumns, SchemaEvolution.Structs(_last).Contains)
            .ToDictionary(leaf => leaf.Key, StringComparer.Ordinal);
        foreach (var leaf in _last.Leaves)
        {
            if (!leaves.TryGetValue(leaf.Key, out var earlier)) continue;
            if (earlier.IsPartition != leaf.IsPartition || !IsHeld(leaf.Field.Type, earlier.Field.Type))
                throw new DeltaException(
                    path, $"column '{leaf.Field.Name}' was another one at version {version}: {earlier.Field.Type}, now {leaf.Field.Type}. "
                    + "Read the changes in two parts, before and after.");
        }
    }

    static bool IsHeld(DataType now, DataType then) =>
        now.Kind == then.Kind && now.Kind is TypeKind.Struct or TypeKind.Array or TypeKind.Map || SqlTypes.Holds(now, then) || TypeWidening.IsWider(now, then);

    IEnumerable<Table> Rows(CancellationToken cancel)
    {
        foreach (var change in _changes)
        {
            var leaves = change.Type is null ? _last.Leaves.Add(TypeLeaf) : _last.Leaves;
            foreach (var rows in _reader.Read(_last, change.Files, leaves, null, cancel)) yield return Marked(rows, change);
        }
    }

    Table Marked(Table rows, Change change)
    {
        var count = rows.RowCount;
        var fields = Schema();
        var type = change.Type is { } all ? new TextColumn(new int[count], [all]) : rows.Columns[^1];
        var versions = new long[count];
        Array.Fill(versions, change.Version);
        var time = _times[change.Version];
        var times = new long[count];
        Array.Fill(times, (time?.UtcTicks - DateTime.UnixEpoch.Ticks ?? 0) / 10);
        return new(
            fields,
            [
                .. rows.Columns.Take(_last.Leaves.Length),
                type,
                new Column<long>(DataType.Int64, versions),
                new Column<long>(DataType.Timestamp, times, time is null ? Validity.Of(count, _ => false) : null),
            ],
            count);
    }

    /// <summary>Files of a version whose rows changed alike; of the type that each row says, where it is null.</summary>
    sealed record Change(long Version, string? Type, IReadOnlyList<AddFile> Files);
}
