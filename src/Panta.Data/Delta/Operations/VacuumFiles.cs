using System.Text.Json.Nodes;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>Files deleted that no version needs which is younger than the retention, and that nobody may be about to commit.</summary>
static class VacuumFiles
{
    /// <summary>Deletes files, or only finds them.</summary>
    public static DeltaVacuum Run(LiveTable table, TimeSpan? retention, bool dryRun, bool allowShort, CancellationToken cancel)
    {
        var now = table.Snapshot();
        ProtocolCheck.RequireWritable(now, changesRows: false);
        var kept = Retention.OfFiles(now);
        var wanted = retention ?? kept;
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, TimeSpan.Zero, nameof(retention));
        if (wanted < kept && !allowShort)
            throw new DeltaException(
                table.Path,
                $"files are kept for {kept.TotalHours:0.#} hours there, and {wanted.TotalHours:0.#} are asked for: versions of that time could not be read any more, and files that another writer is about to "
                + "commit could be deleted. Set 'delta.deletedFileRetentionDuration', or allow the short retention in so many words.");

        var files = Unneeded(table, now, table.Time.GetUtcNow() - wanted);
        var found = new DeltaVacuum([.. files.Select(file => file.Name)], files.Sum(file => file.Size));
        if (dryRun) return found;

        cancel.ThrowIfCancellationRequested();
        Told(table, "VACUUM START", [("retentionCheckEnabled", allowShort ? "false" : "true"), ("defaultRetentionMillis", Milliseconds(kept)), ("specifiedRetentionMillis", Milliseconds(wanted))],
            [("numFilesToDelete", files.Count), ("sizeOfDataToDelete", found.Bytes)]);
        table.Files.Delete(found.Files);
        Told(table, "VACUUM END", [("status", "COMPLETED")], [("numDeletedFiles", files.Count)]);
        return found;
    }

    static List<StoredFile> Unneeded(LiveTable table, DeltaSnapshot now, DateTimeOffset oldest)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        void Need(string path, DeletionVector? vector)
        {
            needed.Add(path);
            if (vector?.FileIn(table.Path) is { } file) needed.Add(file);
        }

        foreach (var file in now.State.Files.Values) Need(file.Path, file.DeletionVector);
        foreach (var file in now.State.Tombstones.Values)
            if (file.DeletionTimestamp is not { } at || at >= oldest.ToUnixTimeMilliseconds()) Need(file.Path, file.DeletionVector);
        return [.. table.Files.List("", deep: true).Where(file => file.Modified < oldest && !IsHidden(file.Name) && !needed.Contains(file.Name))];
    }

    // The log, and what other programs keep beside the table; a partition's folder may begin so. What changes were kept of is a table's own.
    static bool IsHidden(string name) => !name.StartsWith("_change_data/", StringComparison.Ordinal)
        && name.Split('/').Any(part => part.StartsWith('.') || part.StartsWith('_') && !part.Contains('=', StringComparison.Ordinal));

    static string Milliseconds(TimeSpan time) => $"{(long)time.TotalMilliseconds}";

    static void Told(LiveTable table, string name, (string, string?)[] parameters, (string Name, long Value)[] metrics)
    {
        using var change = new Transaction(table) { DataChange = false };
        var operation = Operation.Of(name, parameters);
        foreach (var (metric, value) in metrics) operation.With(metric, value);
        change.Commit(operation);
    }
}
