using System.Globalization;
using Panta.Data.Storage;

namespace Panta.Data.Reading;

/// <summary>
/// The memory of this process, all of it, as <c>PANTA_MEMORY_LIMIT</c> bounds it (<c>512MB</c>, <c>2GB</c>, <c>1.5GiB</c>): DuckDB gets a share beyond which
/// it spills to disk, .NET's heap another, and rows on their way are handed on in batches that fit. Without the variable nothing is bounded.
/// </summary>
public static class ProcessMemory
{
    const string Variable = "PANTA_MEMORY_LIMIT";

    static readonly Lazy<MemoryShares?> Applied = new(Apply);

    /// <summary>
    /// Bounds the process as the environment says. The library does it before it first reads or computes; a program that calls it as it starts has its
    /// heap bounded from then on, and hears of a wrong limit at once.
    /// </summary>
    /// <exception cref="InvalidOperationException">The limit is none, is too small, or .NET's heap is larger than its share already.</exception>
    public static void Limit() => _ = Applied.Value;

    /// <summary>How many bytes something may keep that is only kept to be quick.</summary>
    /// <param name="most">So many where there is memory enough.</param>
    /// <param name="share">Else one part in so many of what .NET's heap may have, by this limit, the container's, or the machine's memory.</param>
    public static long AtMost(long most, int share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 1);
        return Math.Min(most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / share);
    }

    /// <summary>The shares that were applied; null without a limit.</summary>
    internal static MemoryShares? Shares => Applied.Value;

    /// <summary>The number of threads that <c>PANTA_THREADS</c> asks for; null where it does not.</summary>
    internal static int? AskedThreads =>
        Setting("PANTA_THREADS") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0 ? threads
        : throw new InvalidOperationException($"PANTA_THREADS is '{text}'; it is a whole number from 1 on.");

    /// <summary>A variable of the environment; null where it is missing or empty.</summary>
    internal static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The bytes that a text such as <c>512MB</c> or <c>1.5 GiB</c> says; KB, MB, GB and TB count by 1,000, KiB, MiB, GiB and TiB by 1,024.</summary>
    /// <exception cref="InvalidOperationException">It says none.</exception>
    internal static long Parse(string text) =>
        ByteSize.TryParse(text, out var bytes) ? bytes : throw new InvalidOperationException($"{Variable} is '{text}'; it is {ByteSize.Form}.");

    static MemoryShares? Apply()
    {
        if (Setting(Variable) is not { } text) return null;

        var shares = MemoryShares.Of(Parse(text), AskedThreads, Environment.ProcessorCount);
        try
        {
            AppContext.SetData("GCHeapHardLimit", (ulong)shares.Heap);
            GC.RefreshMemoryLimit();
            return shares;
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{Variable} is {text}, of which .NET's heap may have {shares.Heap / 1_000_000}MB; it has {GC.GetTotalMemory(false) / 1_000_000}MB already. "
                + $"Raise it, or call ProcessMemory.Limit() as the program starts."), error);
        }
    }
}
