using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// One pass over a frame, handed to DuckDB piece by piece, columns named <c>c0, c1 …</c>: DuckDB takes names that differ in case only for the same.
/// </summary>
sealed class RowChunks : IDisposable
{
    static long _names;

    readonly Schema _schema;
    readonly IEnumerator<Table> _batches;
    Table? _rest;

    public RowChunks(DataFrame rows, CancellationToken cancel)
    {
        _schema = new([.. rows.Schema.Fields.Select((field, i) => field with { Name = $"c{i}", Nullable = true })]);
        _batches = rows.Batches(cancel).GetEnumerator();
    }

    /// <summary>Whether there are rows that were not handed out yet.</summary>
    public bool HasMore
    {
        get
        {
            while (_rest is not { RowCount: > 0 })
            {
                if (!_batches.MoveNext()) return false;
                _rest = new(_schema, _batches.Current.Columns, _batches.Current.RowCount);
            }

            return true;
        }
    }

    /// <summary>Makes the next rows visible to SQL while an action reads them, once.</summary>
    /// <param name="db">The connection.</param>
    /// <param name="rows">At most so many.</param>
    /// <param name="action">Gets the name to read from.</param>
    public void Register(DuckDb db, long rows, Action<string> action)
    {
        var name = $"delta_chunk_{Interlocked.Increment(ref _names)}";
        db.Register(name, new DataFrame(_schema, _ => Take(rows)));
        try
        {
            action(name);
        }
        finally
        {
            db.Unregister(name);
        }
    }

    public void Dispose() => _batches.Dispose();

    IEnumerable<Table> Take(long rows)
    {
        while (rows > 0 && HasMore)
        {
            var batch = _rest!;
            var count = (int)Math.Min(rows, batch.RowCount);
            _rest = count == batch.RowCount ? null : batch.Slice(count, batch.RowCount - count);
            rows -= count;
            yield return count == batch.RowCount ? batch : batch.Slice(0, count);
        }
    }
}
