using System.Globalization;

namespace Panta.Data.Reading;

/// <summary>
/// The DuckDB by which this library reads, writes and computes: one for the process, opened when first needed, kept until it ends. The environment says how much
/// of the machine it may have: <c>PANTA_MEMORY_LIMIT</c> (as DuckDB writes it: <c>2GB</c>; beyond it, it spills to disk), <c>PANTA_THREADS</c> and
/// <c>PANTA_TEMP_FOLDER</c> (where it spills to).
/// </summary>
static class SharedDuckDb
{
    static readonly Lazy<DuckDb> Instance = new(() => DuckDb.Open(new()
    {
        MemoryLimit = Setting("PANTA_MEMORY_LIMIT"),
        Threads = Threads(Setting("PANTA_THREADS")),
        TempFolder = Setting("PANTA_TEMP_FOLDER"),
    }));

    /// <summary>A connection of the caller's own, to dispose.</summary>
    public static DuckDb Connect() => Instance.Value.Connect();

    static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    static int? Threads(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0 ? threads
        : throw new InvalidOperationException($"PANTA_THREADS is '{text}'; it is a whole number from 1 on.");
}
