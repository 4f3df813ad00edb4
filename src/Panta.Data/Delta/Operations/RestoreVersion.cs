using System.Globalization;
using System.Text.Json.Nodes;

namespace Panta.Data.Delta;

/// <summary>A table made again what it was at an earlier version, as a new version.</summary>
static class RestoreVersion
{
    /// <summary>Restores.</summary>
    /// <param name="table">The table.</param>
    /// <param name="version">The version to go back to.</param>
    /// <param name="at">The time that was asked for, if it was one.</param>
    public static DeltaChange Run(LiveTable table, long version, DateTimeOffset? at)
    {
        using var change = new Transaction(table);
        var before = change.Before;
        ProtocolCheck.RequireWritable(before, changesRows: true);
        var wanted = table.Snapshot(version);
        change.ReadAll();
        foreach (var file in before.Files.Where(file => !wanted.State.Files.ContainsKey(file.Key))) change.Remove(file);

        var missing = wanted.Files.Where(file => !before.State.Files.ContainsKey(file.Key)).ToList();
        foreach (var file in missing)
        {
            if (table.Files.Find(file.Path) is null)
                throw new DeltaException(table.Path, $"version {version} cannot be restored: its file '{file.Path}' is gone, by a vacuum most likely. Choose a later version.");
            change.Restore(file);
        }

        // The protocol stays: a table that needed more than it does then is not harmed by it.
        if (wanted.State.Metadata.Raw != before.State.Metadata.Raw) change.Metadata = JsonNode.Parse(wanted.State.Metadata.Raw);
        if (missing.Count == 0 && change.Removes.Count == 0 && change.Metadata is null) return new(before.Version);

        var result = new DeltaChange(before.Version)
        {
            Inserted = missing.Sum(file => file.RowCount ?? 0), Deleted = RowsOf(change.Removes.Values), FilesAdded = missing.Count, FilesRemoved = change.Removes.Count,
        };
        var number = at is null ? version.ToString(CultureInfo.InvariantCulture) : null;
        var time = at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var operation = Operation.Of("RESTORE", ("version", number), ("timestamp", time))
            .With("numRestoredFiles", missing.Count).With("restoredFilesSize", missing.Sum(file => file.Size))
            .With("numRemovedFiles", change.Removes.Count).With("removedFilesSize", change.RemovedBytes)
            .With("numOfFilesAfterRestore", wanted.FileCount).With("tableSizeAfterRestore", wanted.Files.Sum(file => file.Size));
        return result with { Version = change.Commit(operation) };
    }

    static long? RowsOf(IEnumerable<AddFile> files) => files.Aggregate((long?)0, (sum, file) => sum + file.RowCount - (file.DeletionVector?.Cardinality ?? 0));
}
