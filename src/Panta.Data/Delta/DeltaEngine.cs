using Panta.Data.Reading;

namespace Panta.Data.Delta;

/// <summary>The DuckDB that reads and writes the Parquet files of all Delta tables of this process.</summary>
static class DeltaEngine
{
    static readonly Lazy<DuckDb> Shared = new(SharedDuckDb.Connect);
    static long _names;

    public static DuckDb Db => Shared.Value;

    /// <summary>Makes a table visible to SQL for as long as the action takes.</summary>
    public static void With(Tables.Table table, Action<DuckDb, string> action)
    {
        var name = $"delta_rows_{Interlocked.Increment(ref _names)}";
        Db.Register(name, table);
        try
        {
            action(Db, DuckDb.Quote(name));
        }
        finally
        {
            Db.Unregister(name);
        }
    }

    /// <summary>A path as read_parquet takes it: its own characters, not a pattern.</summary>
    public static string PathLiteral(string path) =>
        DuckDb.Literal(path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal));
}
