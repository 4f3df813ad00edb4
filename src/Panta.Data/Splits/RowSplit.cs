using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>A way to part rows: each row of the whole is in exactly one part. The same rows and parameters always give the same parts.</summary>
public abstract record RowSplit
{
    private protected RowSplit()
    {
    }

    /// <summary>Parts a table.</summary>
    /// <param name="table">The rows.</param>
    /// <returns>The parts, in order; together all rows, each once.</returns>
    /// <exception cref="ArgumentException">A parameter is out of its range, or the rows do not have what the split needs.</exception>
    public ImmutableArray<Table> Apply(Table table) => Parts(table).All(CheckedCount(table));

    /// <summary>Parts a frame, in bounded memory. Nothing is read yet: each pass over a part reads the frame as <see cref="Batches"/> does.</summary>
    /// <param name="data">The rows.</param>
    /// <returns>The parts, in order; together all rows, each once.</returns>
    /// <exception cref="ArgumentException">A parameter is out of its range; what the rows lack shows when they are read.</exception>
    public ImmutableArray<DataFrame> Apply(DataFrame data)
    {
        var count = CheckedCount(data);
        return [.. Enumerable.Range(0, count).Select(part => new DataFrame(data.Schema, cancel => Pass(data, cancel).Select(rows => rows.Of(part))))];
    }

    /// <summary>Parts a frame in one pass, in bounded memory: what writes all parts at once needs.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Batch by batch the rows of each part, in order; tables may be empty.</returns>
    /// <exception cref="ArgumentException">A parameter is out of its range, or the rows do not have what the split needs.</exception>
    public IEnumerable<ImmutableArray<Table>> Batches(DataFrame data, CancellationToken cancel = default)
    {
        var count = CheckedCount(data);
        return Pass(data, cancel).Select(rows => rows.All(count));
    }

    /// <summary>The number of parts, once the parameters are checked.</summary>
    private protected abstract int CheckedCount(DataFrame data);

    /// <summary>The rows of a frame and their parts, in the order in which parts have them.</summary>
    private protected abstract IEnumerable<PartedRows> Pass(DataFrame data, CancellationToken cancel);

    /// <summary>The rows of a table and their parts.</summary>
    private protected abstract PartedRows Parts(Table table);
}
