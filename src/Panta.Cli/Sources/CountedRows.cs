using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Cli.Sources;

/// <summary>Rows that are counted as they are read.</summary>
sealed class CountedRows
{
    /// <summary>Counts rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Is told their number after each batch; null for none.</param>
    public CountedRows(DataFrame rows, IProgress<long>? progress) => Rows = new(rows.Schema, cancel => Counted(rows, progress, cancel));

    /// <summary>The same rows.</summary>
    public DataFrame Rows { get; }

    /// <summary>How many were read in the last pass.</summary>
    public long Count { get; private set; }

    IEnumerable<Table> Counted(DataFrame rows, IProgress<long>? progress, CancellationToken cancel)
    {
        Count = 0;
        foreach (var batch in rows.Batches(cancel))
        {
            Count += batch.RowCount;
            progress?.Report(Count);
            yield return batch;
        }
    }
}
