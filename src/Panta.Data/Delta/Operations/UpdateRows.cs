using Panta.Data.Expressions;
using Panta.Data.Reading;

namespace Panta.Data.Delta;

/// <summary>Rows that meet a condition given other values: files with such rows are written again.</summary>
static class UpdateRows
{
    /// <summary>Changes rows.</summary>
    public static DeltaChange Run(LiveTable table, Expression where, IReadOnlyDictionary<string, Expression> assignments, CancellationToken cancel)
    {
        using var change = new Transaction(table);
        var before = change.Before;
        ProtocolCheck.RequireWritable(before, changesRows: true);
        using var writer = new DataFileWriter(table, before, RowRules.Of(before, before.Fields));
        var search = new RowSearch(change, where);
        var given = new Assignments(before.Fields, assignments, new(before.Fields));
        var columns = before.Fields.Fields.Select(field => $"{given.Of(field, $"coalesce({search.Sql}, false)")} AS {DuckDb.Quote(field.Name)}");
        var (select, moves) = ($"SELECT {string.Join(", ", columns)}", before.PartitionColumns.Any(given.Has));
        foreach (var (file, _) in search.Files(writer.Db, cancel))
        {
            change.Remove(file);
            using var rows = new FileRows(before, [file], cancel);
            var query = $"{select} FROM ({rows.Sql}) AS t";
            if (moves) writer.Write(query, cancel);
            else writer.WriteLike(file, query, cancel);
        }

        if (change.Removes.Count == 0) return new(before.Version) { FilesScanned = search.Scanned };

        change.Add(writer.Publish(cancel));
        var updated = search.Matched ?? writer.Rows;
        var result = new DeltaChange(before.Version)
        {
            Updated = updated, Copied = writer.Rows - updated, FilesAdded = writer.Files, FilesRemoved = change.Removes.Count, FilesScanned = search.Scanned,
        };
        return result with { Version = change.Commit(OperationOf(where, result, change, writer)) };
    }

    static Operation OperationOf(Expression where, DeltaChange result, Transaction change, DataFileWriter writer) =>
        Operation.Of("UPDATE", ("predicate", Operation.List(where.ToString())))
            .With("numRemovedFiles", result.FilesRemoved).With("numRemovedBytes", change.RemovedBytes)
            .With("numAddedFiles", result.FilesAdded).With("numAddedBytes", writer.Bytes)
            .With("numUpdatedRows", result.Updated).With("numCopiedRows", result.Copied);
}
