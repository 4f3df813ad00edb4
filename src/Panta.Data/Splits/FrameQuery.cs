using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>SQL over the batches of one frame: what a split needs sorted or counted on disk where memory does not suffice.</summary>
static class FrameQuery
{
    /// <summary>Runs a statement over a frame and gives its rows batch by batch; one pass over the frame each time it is enumerated.</summary>
    /// <param name="data">The frame.</param>
    /// <param name="sql">From the name of the frame, as SQL writes it, to the statement.</param>
    /// <param name="cancel">Interrupts the statement.</param>
    public static IEnumerable<Table> Stream(DataFrame data, Func<string, string> sql, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        var view = $"panta_split_{Path.GetRandomFileName()}";
        db.Register(view, data, cancel);
        try
        {
            foreach (var batch in db.Stream(sql(DuckDb.Quote(view)), [], cancel)) yield return batch;
        }
        finally
        {
            db.Unregister(view);
        }
    }
}
