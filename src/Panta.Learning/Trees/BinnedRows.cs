using System.Collections.Immutable;

namespace Panta.Learning.Trees;

/// <summary>
/// The training rows of boosting as bins: features in blocks of eight, so that one 64-bit number holds a row's eight bins (feature 8b + i of a row is byte i of
/// its number in block b)
/// and a histogram pass reads each row once a block; and once more by feature.
/// </summary>
sealed class BinnedRows
{
    /// <summary>Features in a block.</summary>
    public const int BlockWidth = 8;

    BinnedRows(int count, FeatureBins[] features, byte[][] columns, ulong[][] blocks, bool[] hasMissing)
    {
        Columns = columns;
        Count = count;
        Features = features;
        Blocks = blocks;
        HasMissing = hasMissing;
    }

    public int Count { get; }

    public FeatureBins[] Features { get; }

    /// <summary>The bins of each feature, one byte a row: what splitting a leaf reads.</summary>
    public byte[][] Columns { get; }

    /// <summary>The bins of eight features, one number a row: what histograms read.</summary>
    public ulong[][] Blocks { get; }

    /// <summary>Whether any row is in the feature's bin of missing values.</summary>
    public bool[] HasMissing { get; }

    /// <summary>Number of features in a block: eight, or what is left in the last one.</summary>
    public int WidthOf(int block) => Math.Min(BlockWidth, Features.Length - block * BlockWidth);

    public int Bin(int feature, int row) => Columns[feature][row];

    /// <summary>Bins columns of numbers; <paramref name="isCategorical"/> says which are categories.</summary>
    public static BinnedRows Of(
        ImmutableArray<ReadOnlyMemory<double>> columns, bool[] isCategorical, int maxBins, ulong seed, int threads, CancellationToken cancel)
    {
        var features = new FeatureBins[columns.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, features.Length, options, i =>
            features[i] = isCategorical[i] ? FeatureBins.OfCategories(columns[i].Span, maxBins) : FeatureBins.OfNumbers(columns[i].Span, maxBins, seed));
        return With(features, columns, threads, cancel);
    }

    /// <summary>Bins columns by bins found before.</summary>
    public static BinnedRows With(FeatureBins[] features, ImmutableArray<ReadOnlyMemory<double>> columns, int threads, CancellationToken cancel)
    {
        const int Chunk = 16_384;
        var count = columns[0].Length;
        var blocks = new ulong[(columns.Length + BlockWidth - 1) / BlockWidth][];
        for (var block = 0; block < blocks.Length; block++) blocks[block] = new ulong[count];

        byte[][] bins = [.. columns.Select(_ => new byte[count])];
        var hasMissing = new bool[columns.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, (count + Chunk - 1) / Chunk, options, chunk =>
        {
            for (var i = 0; i < columns.Length; i++)
            {
                var rows = Math.Min(Chunk, count - chunk * Chunk);
                var column = bins[i].AsSpan(chunk * Chunk, rows);
                if (features[i].Fill(columns[i].Span.Slice(chunk * Chunk, rows), column)) hasMissing[i] = true;
                Interleave(column, blocks[i / BlockWidth].AsSpan(chunk * Chunk, rows), i % BlockWidth * 8);
            }
        });
        return new(count, features, bins, blocks, hasMissing);
    }

    static void Interleave(ReadOnlySpan<byte> column, Span<ulong> block, int shift)
    {
        for (var row = 0; row < column.Length; row++) block[row] |= (ulong)column[row] << shift;
    }
}
