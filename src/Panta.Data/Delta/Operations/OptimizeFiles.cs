using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Reading;

namespace Panta.Data.Delta;

/// <summary>Files arranged anew without a change of rows: small ones put together up to a size, or all rows of a partition in Z-order.</summary>
static class OptimizeFiles
{
    /// <summary>Arranges files.</summary>
    public static DeltaChange Run(LiveTable table, DeltaOptimize how, CancellationToken cancel)
    {
        using var change = new Transaction(table) { DataChange = false };
        var before = change.Before;
        ProtocolCheck.RequireWritable(before, changesRows: false);
        var target = how.TargetBytes ?? FileSizing.Target(before.Properties);
        ArgumentOutOfRangeException.ThrowIfLessThan(target, 1, nameof(how));
        using var writer = new DataFileWriter(table, before, RowRules.None(before)) { DataChange = false, TargetBytes = target };
        var curve = how.ZOrderBy.IsEmpty ? null : new ZOrder(before, how.ZOrderBy);
        string PartitionOf(AddFile file) => PartitionTexts.KeyOf(before, name => file.PartitionValues.GetValueOrDefault(name));
        foreach (var partition in Files(before, how, writer.Db, cancel).GroupBy(PartitionOf))
            foreach (var bin in curve is null ? Bins([.. partition], target) : [[.. partition]])
            {
                using var rows = new FileRows(before, bin, cancel);
                if (curve is null) writer.WriteLike(bin[0], rows.Sql, cancel);
                else writer.Write(curve.Ordered(rows.Sql), cancel);
                bin.ForEach(change.Remove);
            }

        if (change.Removes.Count == 0) return new(before.Version);

        change.Add(writer.Publish(cancel));
        var result = new DeltaChange(before.Version) { Copied = writer.Rows, FilesAdded = writer.Files, FilesRemoved = change.Removes.Count };
        return result with { Version = change.Commit(OperationOf(how, change, writer)) };
    }

    static IEnumerable<AddFile> Files(DeltaSnapshot before, DeltaOptimize how, DuckDb db, CancellationToken cancel)
    {
        if (how.Where is not { } where) return before.Files;

        var formulas = new TableFormulas(before.Fields);
        var sql = formulas.Condition(where);
        if (formulas.ColumnsOf(where).FirstOrDefault(column => !before.PartitionColumns.Contains(column)) is { } column)
            throw new DeltaException(
                before.Path, $"'{column}' is no partition column: only whole partitions are optimized. "
                + $"Partition columns: {string.Join(", ", before.PartitionColumns.DefaultIfEmpty("none"))}.");
        return before.Files.Where(file => PartitionTexts.Holds(before, file, sql, db, cancel));
    }

    // First fit, the largest first: few files, each near the size. One alone is worth it only where rows of it are deleted.
    static IEnumerable<List<AddFile>> Bins(List<AddFile> files, long target)
    {
        var bins = new List<(List<AddFile> Files, long Bytes)>();
        var small = files.Where(file => file.Size < target || file.DeletionVector is not null);
        foreach (var file in small.OrderByDescending(file => file.Size).ThenBy(file => file.Order))
        {
            var place = bins.FindIndex(bin => bin.Bytes + file.Size <= target);
            if (place < 0) bins.Add(([file], file.Size));
            else
            {
                bins[place].Files.Add(file);
                bins[place] = (bins[place].Files, bins[place].Bytes + file.Size);
            }
        }

        return bins.Where(bin => bin.Files.Count > 1 || bin.Files[0].DeletionVector is not null).Select(bin => bin.Files.OrderBy(file => file.Order).ToList());
    }

    static Operation OperationOf(DeltaOptimize how, Transaction change, DataFileWriter writer)
    {
        var sizes = writer.Sizes.Order().ToImmutableArray();
        long Share(double share) => sizes.IsEmpty ? 0 : sizes[(int)(share * (sizes.Length - 1))];
        var predicate = Operation.List(how.Where is { } where ? [where.ToString()] : []);
        var operation = Operation.Of("OPTIMIZE", ("predicate", predicate), ("zOrderBy", Operation.List(how.ZOrderBy)), ("auto", "false"))
            .With("numRemovedFiles", change.Removes.Count).With("numRemovedBytes", change.RemovedBytes)
            .With("numAddedFiles", writer.Files).With("numAddedBytes", writer.Bytes)
            .With("numDeletionVectorsRemoved", change.Removes.Values.Count(file => file.DeletionVector is not null));
        return operation.With("minFileSize", Share(0)).With("p25FileSize", Share(0.25)).With("p50FileSize", Share(0.5))
            .With("p75FileSize", Share(0.75)).With("maxFileSize", Share(1));
    }
}
