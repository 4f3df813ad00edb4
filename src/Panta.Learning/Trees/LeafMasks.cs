using System.Collections.Immutable;
using System.Numerics;

namespace Panta.Learning.Trees;

/// <summary>
/// Finds leaves without walking: for each tree, feature and bin a mask of the leaves that the feature's value leaves open; the one leaf that all features leave open is the row's.
/// The time does not depend on the depth, and no step waits for another.
/// </summary>
/// <remarks>
/// After Lucchese et al. (2015), QuickScorer. For trees of at most 32 leaves and features of at most 254 thresholds or categories. Hot path of scoring batches;
/// benchmark: <c>scoring</c> in Panta.Learning.Benchmarks. Naive twin: the walk in <see cref="TreeScorer"/>, which gives the same leaves.
/// </remarks>
sealed class LeafMasks
{
    const int MaxLeaves = 32;
    const int Bins = 256;

    /// <summary>Tables larger than this are not made: they would not stay in a cache.</summary>
    const long MaxTableLength = 1 << 24;

    readonly ThresholdIndex?[] _numbers;
    readonly Tree[] _trees;

    LeafMasks(ThresholdIndex?[] numbers, Tree[] trees) => (_numbers, _trees) = (numbers, trees);

    /// <summary>The masks of an ensemble, or null where its trees are too large for them.</summary>
    /// <param name="trees">The trees, checked.</param>
    /// <param name="goesLeft">Whether a value goes left at a node.</param>
    public static LeafMasks? Of(TreeEnsemble trees, Func<int, double, bool> goesLeft)
    {
        var isCategorical = new bool[trees.NumFeatures];
        var thresholds = new SortedSet<double>?[trees.NumFeatures];
        for (var node = 0; node < trees.TotalNumNodes; node++)
        {
            if (trees.Feature[node] is not (>= 0 and var feature)) continue;
            if (trees.CategoryStart[node] >= 0) isCategorical[feature] = true;
            else (thresholds[feature] ??= []).Add(trees.Threshold[node]);
            if (!Fits(trees, node) || thresholds[feature]?.Count > Bins - 2 || (isCategorical[feature] && thresholds[feature] is not null)) return null;
        }

        var values = thresholds.Select((set, feature) => isCategorical[feature] ? null : set?.ToArray() ?? []).ToArray();
        var tables = new Tree[trees.NumTrees];
        var length = 0L;
        for (var tree = 0; tree < tables.Length; tree++)
        {
            if (Build(trees, tree, values, goesLeft) is not { } built || (length += built.Masks.Length) > MaxTableLength) return null;
            tables[tree] = built;
        }
        return new([.. values.Select(set => set is null ? null : new ThresholdIndex(set))], tables);
    }

    /// <summary>Writes the bins of rows [start, start + rows) of all columns: <paramref name="stride"/> bytes a feature.</summary>
    public void Bin(ImmutableArray<ReadOnlyMemory<double>> columns, int start, int rows, Span<byte> bins, int stride)
    {
        for (var feature = 0; feature < columns.Length; feature++)
        {
            var values = columns[feature].Span.Slice(start, rows);
            var into = bins.Slice(feature * stride, rows);
            if (_numbers[feature] is { } index) index.Fill(values, into);
            else BinCategories(values, into);
        }
    }

    /// <summary>Finds the leaf, as a node of the ensemble, of each row in a tree.</summary>
    public unsafe void Find(int tree, ReadOnlySpan<byte> bins, int stride, Span<int> leaves)
    {
        var (features, masks, nodes) = (_trees[tree].Features, _trees[tree].Masks, _trees[tree].Leaves);
        Span<uint> open = stackalloc uint[leaves.Length];
        open.Fill(uint.MaxValue);
        fixed (byte* first = bins)
        fixed (uint* table = masks)
        fixed (uint* rest = open)
        {
            var at = 0;
            for (; at + 3 < features.Length; at += 4)
            {
                var b0 = first + features[at] * stride;
                var b1 = first + features[at + 1] * stride;
                var b2 = first + features[at + 2] * stride;
                var b3 = first + features[at + 3] * stride;
                var t = table + at * Bins;
                for (var i = 0; i < leaves.Length; i++) rest[i] &= t[b0[i]] & t[Bins + b1[i]] & t[2 * Bins + b2[i]] & t[3 * Bins + b3[i]];
            }
            for (; at < features.Length; at++)
            {
                var bin = first + features[at] * stride;
                var t = table + at * Bins;
                for (var i = 0; i < leaves.Length; i++) rest[i] &= t[bin[i]];
            }
        }
        for (var i = 0; i < leaves.Length; i++) leaves[i] = nodes[BitOperations.TrailingZeroCount(open[i])];
    }

    static void BinCategories(ReadOnlySpan<double> values, Span<byte> bins)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var x = values[i];
            bins[i] = (byte)(x is >= 0 and < FeatureBins.Missing && x == Math.Floor(x) ? (int)x : FeatureBins.Missing);
        }
    }

    /// <summary>Whether all categories known at a node have a bin, that of missing values apart.</summary>
    static bool Fits(TreeEnsemble trees, int node)
    {
        if (trees.CategoryStart[node] is not (>= 0 and var start)) return true;

        var words = (int)trees.CategoryBits[start];
        return words < 4 || (words == 4 && (trees.CategoryBits[start + 2 * words] & long.MinValue) == 0);
    }

    static Tree? Build(TreeEnsemble trees, int tree, double[]?[] thresholds, Func<int, double, bool> goesLeft)
    {
        var (start, end) = trees.NodesOf(tree);
        int[] leaves = [.. Enumerable.Range(start, end - start).Where(node => trees.Feature[node] < 0)];
        if (leaves.Length > MaxLeaves) return null;

        int[] features = [.. Enumerable.Range(start, end - start).Select(node => trees.Feature[node]).Where(feature => feature >= 0).Distinct().Order()];
        var masks = new uint[features.Length * Bins];
        Array.Fill(masks, uint.MaxValue);
        var below = new uint[end - start];
        for (var i = 0; i < leaves.Length; i++) below[leaves[i] - start] = 1u << i;
        for (var node = end - 1; node >= start; node--)
        {
            if (trees.Feature[node] < 0) continue;
            var (left, right) = (below[trees.Left[node] - start], below[trees.Right[node] - start]);
            below[node - start] = left | right;
            var table = masks.AsSpan(Array.IndexOf(features, trees.Feature[node]) * Bins, Bins);
            for (var bin = 0; bin < Bins; bin++) table[bin] &= goesLeft(node, Value(thresholds[trees.Feature[node]], bin)) ? ~right : ~left;
        }
        return new(features, masks, leaves);
    }

    /// <summary>A value of a bin: its largest number, or the category.</summary>
    static double Value(double[]? thresholds, int bin) =>
        bin == FeatureBins.Missing ? double.NaN : thresholds is null ? bin : bin < thresholds.Length ? thresholds[bin] : double.PositiveInfinity;

    /// <summary>A tree's tables.</summary>
    /// <param name="Features">Features that the tree tests.</param>
    /// <param name="Masks">256 masks each of them.</param>
    /// <param name="Leaves">The node of each bit.</param>
    sealed record Tree(int[] Features, uint[] Masks, int[] Leaves);
}
