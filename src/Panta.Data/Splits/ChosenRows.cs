using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>Rows chosen one batch after the other by something that remembers what it drew.</summary>
static class ChosenRows
{
    /// <summary>The chosen rows of a frame.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="start">Starts a pass: gives what chooses the rows of its batches, in order.</param>
    public static DataFrame Of(DataFrame data, Func<Func<Table, int[]>> start)
    {
        IEnumerable<Table> Pass(CancellationToken cancel)
        {
            var choose = start();
            foreach (var batch in data.Batches(cancel)) yield return Of(batch, choose);
        }

        return new(data.Schema, Pass);
    }

    /// <summary>The chosen rows of a batch; the batch itself where each row is chosen once.</summary>
    public static Table Of(Table batch, Func<Table, int[]> choose)
    {
        var rows = choose(batch);
        return rows.Length == batch.RowCount && rows.Index().All(row => row.Index == row.Item) ? batch : batch.Take(rows);
    }
}
