using System.Globalization;

namespace Panta.Data.Reading;

/// <summary>
/// How a limit for the whole process is shared out: a reserve for .NET, the libraries' code and what DuckDB does not count; of what remains three quarters
/// for DuckDB, a quarter for .NET's heap, where rows on their way and tables are.
/// </summary>
/// <param name="Threads">Threads of DuckDB's: no more than the limit can feed.</param>
/// <param name="Engine">Bytes that DuckDB counts before it spills to disk.</param>
/// <param name="Heap">Bytes of .NET's heap.</param>
readonly record struct MemoryShares(int Threads, long Engine, long Heap)
{
    const long MiB = 1 << 20;

    // As measured, with some room: see LargerThanMemoryTests. What DuckDB does not count grows with what it sorts and joins.
    const long Reserve = 128 * MiB, ReserveOfThread = 28 * MiB, PartReserved = 8;

    // With less a thread's sort fails, and a heap has no room for a batch that is read while one is written.
    const long LeastOfThread = 56 * MiB, LeastHeap = 40 * MiB;

    // What a thread is worth starting for.
    const long WorthThread = 192 * MiB;

    // So many batches may be alive at once: read, chosen from, handed on, and not yet collected.
    const int Batches = 8;

    /// <summary>The most bytes of one batch of rows on their way.</summary>
    public long Batch => Heap / Batches;

    /// <summary>Shares out a limit.</summary>
    /// <param name="limit">Bytes of the whole process.</param>
    /// <param name="threads">Threads that were asked for; null: as many as the limit can feed and there are processors.</param>
    /// <param name="processors">The number of processors.</param>
    /// <exception cref="InvalidOperationException">The limit is too small for the threads.</exception>
    public static MemoryShares Of(long limit, int? threads, int processors)
    {
        var count = threads ?? (int)Math.Clamp((limit - Reserve) / WorthThread, 1, processors);
        var least = (Reserve + LeastHeap + count * (ReserveOfThread + LeastOfThread)) * PartReserved / (PartReserved - 1);
        if (limit < least) throw TooSmall(limit, least, count);

        var rest = limit - limit / PartReserved - Reserve - count * ReserveOfThread;
        var engine = Math.Max(count * LeastOfThread, Math.Min(rest / 4 * 3, rest - LeastHeap));
        return new(count, engine, rest - engine);
    }

    static InvalidOperationException TooSmall(long limit, long least, int threads)
    {
        var (counted, remedy) = threads == 1 ? ("1 thread", "Raise it.") : ($"{threads} threads", "Raise it, or lower PANTA_THREADS.");
        return new(string.Create(CultureInfo.InvariantCulture,
            $"PANTA_MEMORY_LIMIT is {limit / 1_000_000}MB; with {counted} at least {least / 1_000_000 + 1}MB are needed. {remedy}"));
    }
}
