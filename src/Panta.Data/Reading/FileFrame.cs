using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Frames over what DuckDB's readers of files give; their errors told as those of the file.</summary>
static class FileFrame
{
    /// <summary>A frame over the rows of a query.</summary>
    /// <param name="schema">The fields; the query's columns have their types in their order.</param>
    /// <param name="sql">The query.</param>
    /// <param name="explain">Tells an error of the query as one of a file.</param>
    /// <param name="keep">What the query needs to live as long as the frame does.</param>
    public static DataFrame Of(Schema schema, string sql, Func<DuckDbException, Exception> explain, object? keep = null) =>
        new(schema, cancel => Batches(schema, sql, explain, keep, cancel));

    /// <summary>The fields of a query's rows, its error told as one of a file.</summary>
    public static Schema SchemaOf(string sql, Func<DuckDbException, Exception> explain)
    {
        using var db = SharedDuckDb.Connect();
        return Guarded(() => db.SchemaOf(sql), explain);
    }

    static IEnumerable<Table> Batches(Schema schema, string sql, Func<DuckDbException, Exception> explain, object? keep, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        using var batches = db.Stream(sql, null, cancel).GetEnumerator();
        while (Guarded(batches.MoveNext, explain)) yield return new(schema, batches.Current.Columns, batches.Current.RowCount);
        GC.KeepAlive(keep);
    }

    static T Guarded<T>(Func<T> read, Func<DuckDbException, Exception> explain)
    {
        try
        {
            return read();
        }
        catch (DuckDbException error)
        {
            throw explain(error);
        }
    }
}
