using Panta.Data.Databases;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>One statement's pass over a registered table or frame. Threads take parts of it one after the other, in the order of the rows.</summary>
sealed class ScanPass(ScannedTable table, int[] columns) : IDisposable
{
    // As many rows as a thread takes of DuckDB's own tables: smaller ones are scanned by one.
    const int PartRows = 60 * VectorSize;

    readonly IEnumerator<ScannedBatch> _batches = table.Batches(columns).GetEnumerator();
    readonly Lock _one = new();
    ScannedBatch? _batch;
    int _row;

    /// <summary>Gets how many threads may share the pass: batches of a frame come one after the other.</summary>
    public int MostThreads => Math.Max(1, (table.RowCount ?? 0) / PartRows);

    /// <summary>Writes the next rows of a thread's part into DuckDB's chunk; none at the end.</summary>
    public void Next(ScanPart part, nint chunk)
    {
        if (part.Row == part.End && !TryTake(part))
        {
            SetChunkSize(chunk, 0);
            return;
        }

        var count = Math.Min(VectorSize, part.End - part.Row);
        for (var i = 0; i < columns.Length; i++) part.Batch!.Write(columns[i], part.Row, count, ChunkVector(chunk, (ulong)i));
        SetChunkSize(chunk, (ulong)count);
        part.Row += count;
    }

    public void Dispose() => _batches.Dispose();

    bool MoveNext()
    {
        try
        {
            return _batches.MoveNext();
        }
        catch (DatabaseException error)
        {
            table.Failure = error;
            throw;
        }
    }

    bool TryTake(ScanPart part)
    {
        lock (_one)
        {
            while (_batch is null || _row == _batch.RowCount)
            {
                if (!MoveNext()) return false;
                (_batch, _row) = (_batches.Current, 0);
            }

            (part.Batch, part.Row, part.End) = (_batch, _row, _row + Math.Min(PartRows, _batch.RowCount - _row));
            _row = part.End;
            return true;
        }
    }
}

/// <summary>The rows that a thread is at.</summary>
sealed class ScanPart
{
    public ScannedBatch? Batch { get; set; }

    public int Row { get; set; }

    public int End { get; set; }
}
