using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Panta.Learning.Trees;

/// <summary>
/// Sums of gradients by bin: for each feature 256 cells of two 64-bit numbers (see <see cref="GradientScale"/>). Sums are of whole numbers, hence independent of order and threads.
/// </summary>
/// <remarks>Hot path of boosting; benchmark: <c>boosting</c> in Panta.Learning.Benchmarks. Naive twin: <c>HistogramTwin</c> in the tests.</remarks>
static class GradientHistogram
{
    /// <summary>64-bit numbers of one feature: 256 bins of two.</summary>
    public const int FeatureLength = 512;

    /// <summary>Fewer rows than this are not worth a second thread.</summary>
    const int ParallelRows = 8192;

    /// <summary>How many rows ahead memory is asked for: a leaf's rows lie apart, and waiting for them costs four times the adding.</summary>
    const int Ahead = 32;

    /// <summary>Length of the histogram of so many features.</summary>
    public static int Length(int features) => features * FeatureLength;

    /// <summary>Fills the histogram of a leaf's rows.</summary>
    /// <param name="data">The binned rows.</param>
    /// <param name="rows">Row numbers of the leaf; empty for all rows.</param>
    /// <param name="gradients">One number a row of the data.</param>
    /// <param name="scale">How those are packed.</param>
    /// <param name="histogram">Where the sums go; overwritten.</param>
    /// <param name="partial">A histogram for each further thread.</param>
    public static void Fill(BinnedRows data, ReadOnlyMemory<int> rows, ulong[] gradients, GradientScale scale, long[] histogram, long[][] partial)
    {
        var count = rows.IsEmpty ? data.Count : rows.Length;
        var threads = count < ParallelRows ? 1 : partial.Length + 1;
        if (threads == 1)
        {
            FillPart(data, rows.Span, 0, count, gradients, scale, histogram);
            return;
        }

        Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, part =>
        {
            var (start, end) = ((int)((long)count * part / threads), (int)((long)count * (part + 1) / threads));
            FillPart(data, rows.Span, start, end, gradients, scale, part == 0 ? histogram : partial[part - 1]);
        });
        for (var part = 1; part < threads; part++) Add(histogram, partial[part - 1]);
    }

    /// <summary>Turns a parent's histogram into that of one child by taking away the other's.</summary>
    public static void Subtract(long[] parent, long[] child)
    {
        var to = MemoryMarshal.Cast<long, Vector512<long>>(parent.AsSpan());
        var from = MemoryMarshal.Cast<long, Vector512<long>>(child.AsSpan());
        for (var i = 0; i < to.Length; i++) to[i] -= from[i];
    }

    /// <summary>The sums of all rows of a leaf: those of any one feature's bins.</summary>
    public static (long Gradients, long Hessians) Total(long[] histogram)
    {
        var (gradients, hessians) = (0L, 0L);
        for (var i = 0; i < FeatureLength; i += 2)
        {
            gradients += histogram[i];
            hessians += histogram[i + 1];
        }
        return (gradients, hessians);
    }

    static void Add(long[] to, long[] from)
    {
        var sums = MemoryMarshal.Cast<long, Vector512<long>>(to.AsSpan());
        var other = MemoryMarshal.Cast<long, Vector512<long>>(from.AsSpan());
        for (var i = 0; i < sums.Length; i++) sums[i] += other[i];
    }

    static unsafe void FillPart(BinnedRows data, ReadOnlySpan<int> rows, int start, int end, ulong[] gradients, GradientScale scale, long[] histogram)
    {
        Array.Clear(histogram);
        var one = Vector128.Create(0L, 1L << scale.CountShift);
        fixed (int* row = rows)
        fixed (ulong* gradient = gradients)
        fixed (long* cells = histogram)
            for (var block = 0; block < data.Blocks.Length; block++)
                fixed (ulong* bins = data.Blocks[block])
                {
                    var width = data.WidthOf(block);
                    var first = cells + block * BinnedRows.BlockWidth * FeatureLength;
                    if (width == BinnedRows.BlockWidth) FillBlock<Eight>(bins, row, start, end, gradient, one, first, width);
                    else FillBlock<Fewer>(bins, row, start, end, gradient, one, first, width);
                }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe void FillBlock<TWidth>(ulong* bins, int* rows, int start, int end, ulong* gradients, Vector128<long> one, long* cells, int width)
        where TWidth : struct
    {
        for (var i = start; i < end; i++)
        {
            var row = rows is null ? i : rows[i];
            if (rows is not null && Sse.IsSupported && i + Ahead < end)
            {
                Sse.Prefetch0(bins + rows[i + Ahead]);
                Sse.Prefetch0(gradients + rows[i + Ahead]);
            }
            var (packed, value) = (bins[row], Widen(gradients + row) + one);
            if (typeof(TWidth) == typeof(Eight))
            {
                Add(cells + 2 * (packed & 255), value);
                Add(cells + 2 * (packed >> 8 & 255) + FeatureLength, value);
                Add(cells + 2 * (packed >> 16 & 255) + 2 * FeatureLength, value);
                Add(cells + 2 * (packed >> 24 & 255) + 3 * FeatureLength, value);
                Add(cells + 2 * (packed >> 32 & 255) + 4 * FeatureLength, value);
                Add(cells + 2 * (packed >> 40 & 255) + 5 * FeatureLength, value);
                Add(cells + 2 * (packed >> 48 & 255) + 6 * FeatureLength, value);
                Add(cells + 2 * (packed >> 56) + 7 * FeatureLength, value);
                continue;
            }

            var cell = cells;
            for (var feature = 0; feature < width; feature++, packed >>= 8, cell += FeatureLength) Add(cell + 2 * (packed & 255), value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe void Add(long* cell, Vector128<long> value) => (Vector128.Load(cell) + value).Store(cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe Vector128<long> Widen(ulong* gradient) =>
        Sse41.IsSupported ? Sse41.ConvertToVector128Int64((int*)gradient) : Vector128.Create((int)*gradient, (long)(*gradient >> 32));

    struct Eight;

    struct Fewer;
}
