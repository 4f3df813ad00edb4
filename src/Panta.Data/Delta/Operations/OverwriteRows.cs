using System.Text.Json.Nodes;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>Rows put in place of others: of all, of those in the same partitions, or of those that meet a condition.</summary>
static class OverwriteRows
{
    /// <summary>Replaces rows.</summary>
    public static DeltaChange Run(LiveTable table, DataFrame rows, DeltaOverwrite how, CancellationToken cancel)
    {
        using var change = new Transaction(table) { Mark = how.Transaction };
        var before = change.Before;
        if (how.Transaction is { } mark && before.TransactionVersion(mark.AppId) >= mark.Version) return new(before.Version);

        Require(before, how);
        var fields = how.ReplaceSchema ? Replaced(before, rows.Schema) : SchemaEvolution.Extended(before, rows.Schema, how.AddColumns);
        if (fields != before.Fields)
            change.Metadata = how.ReplaceSchema
                ? SchemaEvolution.Replaced(before.State.Metadata, fields) : SchemaEvolution.Evolved(before.State.Metadata, before.Fields, fields);
        var rules = RowRules.Of(before, fields);
        if (how.Where is { } condition) rules = rules.Replacing(condition, new(fields));

        using var survivors = new DataFileWriter(table, before, RowRules.None(before));
        using var writer = new DataFileWriter(table, before, rules, fields);
        writer.Write(rows, cancel);
        var added = writer.Publish(cancel);
        change.Add(added);
        var deleted = how.Where is { } where ? RemoveWhere(change, where, survivors, cancel) : RemoveFiles(change, how.Partitions ? added : null);
        change.Add(survivors.Publish(cancel));
        var result = new DeltaChange(before.Version)
        {
            Inserted = writer.Rows, Deleted = deleted, Copied = survivors.Rows, FilesAdded = writer.Files + survivors.Files, FilesRemoved = change.Removes.Count,
        };
        return result with { Version = change.Commit(OperationOf(how, result, change, writer.Bytes)) };
    }

    static void Require(DeltaSnapshot before, DeltaOverwrite how)
    {
        ProtocolCheck.RequireWritable(before, changesRows: true);
        if (how is { Where: not null, Partitions: true })
            throw new ArgumentException("Rows are replaced by a condition or by partitions, not by both. Leave one of them out.", nameof(how));
        if (how.ReplaceSchema && (how.Where is not null || how.Partitions))
            throw new ArgumentException("Columns can only be replaced where all rows are: leave out the condition, and the partitions.", nameof(how));
        if (how.Partitions && before.PartitionColumns.IsEmpty)
            throw new DeltaException(before.Path, "it has no partition columns: its rows cannot be replaced by partitions. Replace all, or by a condition.");
    }

    static Schema Replaced(DeltaSnapshot before, Schema rows)
    {
        var fields = SchemaEvolution.Stored(before.Path, rows, SchemaEvolution.Structs(before));
        if (before.PartitionColumns.FirstOrDefault(column => !fields.Contains(column)) is { } missing)
            throw new DeltaException(before.Path, $"it is partitioned by '{missing}', which the new rows do not have. Columns: {string.Join(", ", fields.Names)}.");
        if (fields.Fields.FirstOrDefault(field => NewTable.HasTimestampNtz(field.Type)) is { } ntz && !before.Fields.Fields.Any(field => NewTable.HasTimestampNtz(field.Type)))
            throw new DeltaException(before.Path, $"column '{ntz.Name}' is {ntz.Type}, which cannot be added to a table (feature 'timestampNtz'). Cast it to timestamp.");
        return fields;
    }

    static long? RemoveWhere(Transaction change, Expression where, DataFileWriter survivors, CancellationToken cancel)
    {
        var search = new RowSearch(change, where);
        foreach (var (file, isWhole) in search.Files(survivors.Db, cancel))
        {
            change.Remove(file);
            if (isWhole) continue;

            using var rows = new FileRows(change.Before, [file], cancel);
            survivors.WriteLike(file, $"SELECT * FROM ({rows.Sql}) AS t WHERE NOT coalesce({search.Sql}, false)", cancel);
        }

        return search.Matched;
    }

    static long? RemoveFiles(Transaction change, IReadOnlyList<JsonObject>? likeThese)
    {
        var before = change.Before;
        var partitions = likeThese?.Select(add => PartitionTexts.KeyOf(before, name => (string?)add["partitionValues"]![name]))
            .ToHashSet(StringComparer.Ordinal);
        bool IsReplaced(AddFile file) =>
            partitions is null || partitions.Contains(PartitionTexts.KeyOf(before, name => file.PartitionValues.GetValueOrDefault(name)));

        var replaced = before.Files.Where(IsReplaced).ToList();
        change.Read(replaced, IsReplaced);
        replaced.ForEach(change.Remove);
        return replaced.Aggregate((long?)0, (sum, file) => sum + file.RowCount - (file.DeletionVector?.Cardinality ?? 0));
    }

    static Operation OperationOf(DeltaOverwrite how, DeltaChange result, Transaction change, long bytes)
    {
        var operation = Operation.Of("WRITE", ("mode", "Overwrite"), ("partitionBy", "[]"));
        if (how.Where is { } where) operation.Parameters["predicate"] = where.ToString();
        if (how.Partitions) operation.Parameters["isDynamicPartitionOverwrite"] = "true";
        operation.With("numFiles", result.FilesAdded).With("numOutputRows", result.Inserted).With("numOutputBytes", bytes)
            .With("numRemovedFiles", result.FilesRemoved).With("numRemovedBytes", change.RemovedBytes).With("numCopiedRows", result.Copied);
        return result.Deleted is { } rows ? operation.With("numDeletedRows", rows) : operation;
    }
}
