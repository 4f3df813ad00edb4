namespace Panta.Data.Reading;

/// <summary>The DuckDB by which this library itself reads and writes files: one for the process, opened when first needed, kept until it ends.</summary>
static class SharedDuckDb
{
    static readonly Lazy<DuckDb> Instance = new(() => DuckDb.Open());

    /// <summary>A connection of the caller's own, to dispose.</summary>
    public static DuckDb Connect() => Instance.Value.Connect();
}
