using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>
/// Whether a change may follow a commit that another writer made after the version which the change read (PROTOCOL.md, and Delta's ConflictChecker).
/// </summary>
static class Conflicts
{
    /// <summary>Whether a change must also see the rows that others appended without looking (property <c>delta.isolationLevel</c>).</summary>
    public static bool IsSerializable(DeltaSnapshot snapshot) =>
        string.Equals(snapshot.Properties.GetValueOrDefault("delta.isolationLevel"), "Serializable", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a change that cannot follow.</summary>
    public static void Check(string table, Transaction change, long version, ActionList winner)
    {
        var (operation, isBlind) = Told(winner.CommitInfo);
        DeltaConflictException Conflict(DeltaConflict kind, string reason) => new(table, kind, version, operation, reason);

        if (winner.Protocol is not null) throw Conflict(DeltaConflict.Protocol, "which changed the protocol");
        if (winner.Metadata is not null) throw Conflict(DeltaConflict.Metadata, "which changed columns, partitions or properties");
        if (change.Mark is { } mark && winner.Transactions.ContainsKey(mark.AppId)) throw Conflict(DeltaConflict.Transaction, $"which also has the mark of '{mark.AppId}'");

        foreach (var removed in winner.Removes)
        {
            if (change.Removes.ContainsKey(removed.Key)) throw Conflict(DeltaConflict.Removed, $"which took out the file '{removed.Path}', as this one does");
            if (change.ReadFiles.Contains(removed.Key)) throw Conflict(DeltaConflict.Read, $"which took out the file '{removed.Path}', which this one read");
        }

        if (!change.DataChange || change.Reads is not { } reads) return;

        // Rows appended by who looked at nothing count as added after this change; not where it makes a rule that all rows have to keep.
        if (isBlind && change.Metadata is null && !IsSerializable(change.Before)) return;
        if (winner.Adds.Find(added => added.DataChange && reads(added)) is { } file)
            throw Conflict(DeltaConflict.Added, $"which added the file '{file.Path}', whose rows this one would have had to look at");
    }

    static (string? Operation, bool IsBlind) Told(string? commitInfo)
    {
        if (commitInfo is null) return (null, false);

        using var document = JsonDocument.Parse(commitInfo);
        var info = document.RootElement;
        var operation = info.TryGetProperty("operation", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        return (operation, info.TryGetProperty("isBlindAppend", out var blind) && blind.ValueKind == JsonValueKind.True);
    }
}
