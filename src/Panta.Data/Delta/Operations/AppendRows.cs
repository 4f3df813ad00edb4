using Panta.Data.Frames;

namespace Panta.Data.Delta;

/// <summary>
/// Rows put into a table. Whatever others commit in between, they can still be put in, unless the table became another: then they are looked at anew.
/// </summary>
static class AppendRows
{
    const int Plans = 100;

    /// <summary>Puts rows in.</summary>
    /// <returns>The version that holds the rows, or the newest where they were there already.</returns>
    public static long Run(LiveTable table, DataFrame rows, DeltaTransaction? mark, bool addColumns, CancellationToken cancel)
    {
        for (var plan = 1; ; plan++)
        {
            try
            {
                return Once(table, rows, mark, addColumns, cancel);
            }
            catch (DeltaConflictException conflict) when (plan < Plans && conflict.Conflict is DeltaConflict.Metadata or DeltaConflict.Protocol or DeltaConflict.Transaction)
            {
            }
        }
    }

    static long Once(LiveTable table, DataFrame rows, DeltaTransaction? mark, bool addColumns, CancellationToken cancel)
    {
        using var change = new Transaction(table) { Mark = mark };
        var before = change.Before;
        if (mark is { } given && before.TransactionVersion(given.AppId) >= given.Version) return before.Version;

        ProtocolCheck.RequireWritable(before, changesRows: false);
        var fields = SchemaEvolution.Extended(before, rows.Schema, addColumns);
        using var writer = new DataFileWriter(table, before, RowRules.Of(before, fields), fields);
        writer.Write(rows, cancel);
        change.Add(writer.Publish(cancel));
        if (fields != before.Fields) change.Metadata = SchemaEvolution.Evolved(before.State.Metadata, before.Fields, fields);
        return change.Commit(Operation.Of("WRITE", ("mode", "Append"), ("partitionBy", "[]"))
            .With("numFiles", writer.Files).With("numOutputRows", writer.Rows).With("numOutputBytes", writer.Bytes));
    }
}
