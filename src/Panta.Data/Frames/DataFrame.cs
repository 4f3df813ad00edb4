using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>
/// Rows to compute on: a table, or batches that are read again at each pass. Reading it twice gives the same rows.
/// </summary>
public sealed class DataFrame
{
    readonly Func<CancellationToken, IEnumerable<Table>> _batches;
    readonly Table? _table;

    /// <summary>Batches of one schema.</summary>
    /// <param name="schema">The schema of each batch.</param>
    /// <param name="batches">Starts a pass over the batches; called once a pass.</param>
    public DataFrame(Schema schema, Func<CancellationToken, IEnumerable<Table>> batches)
    {
        Schema = schema;
        _batches = batches;
    }

    DataFrame(Table table)
        : this(table.Schema, _ => [table]) => _table = table;

    /// <summary>Gets the fields of the rows.</summary>
    public Schema Schema { get; }

    /// <summary>A table as a frame of one batch.</summary>
    /// <param name="table">The table.</param>
    public static implicit operator DataFrame(Table table) => new(table);

    /// <summary>A table as a frame of one batch.</summary>
    /// <param name="table">The table.</param>
    public static DataFrame ToDataFrame(Table table) => table;

    /// <summary>One pass over the rows, batch by batch.</summary>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<Table> Batches(CancellationToken cancel = default)
    {
        foreach (var batch in _batches(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            yield return batch;
        }
    }

    /// <summary>All rows in memory; the table itself where the frame is one.</summary>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    public Table ToTable(CancellationToken cancel = default)
    {
        if (_table is not null) return _table;

        var batches = Batches(cancel).ToList();
        return batches.Count == 0 ? Table.Empty(Schema) : Table.Concat(batches);
    }

    /// <summary>The table that the frame is, or null where it is a sequence of batches.</summary>
    internal Table? AsTable() => _table;

    /// <summary>This frame with each batch sent through a function, at each pass anew.</summary>
    /// <param name="schema">The schema of what the function returns.</param>
    /// <param name="function">From a batch to a batch; may change the number of rows.</param>
    public DataFrame Select(Schema schema, Func<Table, Table> function) =>
        _table is not null ? new DataFrame(function(_table)) : new DataFrame(schema, cancel => Batches(cancel).Select(function));
}
