using System.Globalization;

namespace Panta.Data.Reading;

/// <summary>
/// The DuckDB by which this library reads, writes and computes: one for the process, opened when first needed, kept until it ends. The environment says how much
/// of the machine it may have: <c>PANTA_MEMORY_LIMIT</c> (of the whole process, see <see cref="ProcessMemory"/>; beyond its share DuckDB spills to disk),
/// <c>PANTA_THREADS</c> and <c>PANTA_TEMP_FOLDER</c> (where it spills to).
/// </summary>
static class SharedDuckDb
{
    static readonly Lazy<DuckDb> Instance = new(() =>
    {
        var shares = ProcessMemory.Shares;
        return DuckDb.Open(new()
        {
            MemoryLimit = shares is { } memory ? string.Create(CultureInfo.InvariantCulture, $"{memory.Engine / 1024}KiB") : null,
            Threads = shares?.Threads ?? ProcessMemory.AskedThreads,
            TempFolder = ProcessMemory.Setting("PANTA_TEMP_FOLDER"),
            BatchBytes = shares?.Batch ?? long.MaxValue,
        });
    });

    /// <summary>A connection of the caller's own, to dispose.</summary>
    public static DuckDb Connect() => Instance.Value.Connect();
}
