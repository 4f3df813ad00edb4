using Panta.Data.Expressions;

namespace Panta.Data.Delta;

/// <summary>Rows that meet a condition taken out: files whose rows all do are only forgotten, those where some do are written again without them.</summary>
static class DeleteRows
{
    /// <summary>Takes rows out.</summary>
    public static DeltaChange Run(LiveTable table, Expression where, CancellationToken cancel)
    {
        using var change = new Transaction(table);
        var before = change.Before;
        ProtocolCheck.RequireWritable(before, changesRows: true);
        using var writer = new DataFileWriter(table, before, RowRules.None(before));
        var search = new RowSearch(change, where);
        foreach (var found in search.Files(writer.Db, cancel))
        {
            change.Remove(found.File);
            if (found.IsWhole) continue;

            using var rows = new FileRows(before, [found.File], cancel);
            writer.WriteLike(found.File, $"SELECT * FROM ({rows.Sql}) AS t WHERE NOT coalesce({search.Sql}, false)", cancel);
        }

        if (change.Removes.Count == 0) return new(before.Version) { FilesScanned = search.Scanned };

        change.Add(writer.Publish(cancel));
        var result = new DeltaChange(before.Version) { Deleted = search.Matched, Copied = writer.Rows, FilesAdded = writer.Files, FilesRemoved = change.Removes.Count, FilesScanned = search.Scanned };
        return result with { Version = change.Commit(OperationOf(where, result, change, writer)) };
    }

    static Operation OperationOf(Expression where, DeltaChange result, Transaction change, DataFileWriter writer)
    {
        var operation = Operation.Of("DELETE", ("predicate", Operation.List(where.ToString())))
            .With("numRemovedFiles", result.FilesRemoved).With("numRemovedBytes", change.RemovedBytes)
            .With("numAddedFiles", result.FilesAdded).With("numAddedBytes", writer.Bytes).With("numCopiedRows", result.Copied);
        return result.Deleted is { } rows ? operation.With("numDeletedRows", rows) : operation;
    }
}
