using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Panta.Learning.Trees;

/// <summary>
/// Finds the leaf of each row in each tree, tree by tree in blocks of rows; a row's result depends on nothing but the row. A few rows walk from node to node
/// (16 bytes each, siblings side by side);
/// many rows are looked up in <see cref="LeafMasks"/>.
/// </summary>
/// <remarks>Hot path of scoring; benchmark: <c>scoring</c> in Panta.Learning.Benchmarks. Naive twin: <c>TreeWalk</c> in the tests.</remarks>
sealed class TreeScorer
{
    const int MissingLeft = 1 << 30;
    const int Categorical = 1 << 29;
    const int FeatureMask = Categorical - 1;

    /// <summary>Fewer rows than this are walked: making their bins costs more than walking.</summary>
    const int MaskRows = 64;

    /// <summary>Blocks of at most so many values need no memory of the heap.</summary>
    const int StackValues = 256;
    static readonly ConditionalWeakTable<TreeEnsemble, TreeScorer> Scorers = [];
    readonly TreeEnsemble _trees;
    readonly Node[] _nodes;
    readonly int[] _roots;
    readonly int _blockRows;
    readonly Lazy<LeafMasks?> _masks;

    TreeScorer(TreeEnsemble trees)
    {
        trees.Check();
        _trees = trees;
        _nodes = new Node[trees.TotalNumNodes];
        _roots = new int[trees.NumTrees];
        for (var tree = 0; tree < trees.NumTrees; tree++) Pack(tree);
        _blockRows = Math.Clamp(2048 / trees.NumFeatures, 16, 256);
        _masks = new(() => LeafMasks.Of(trees, GoesLeft));
    }

    /// <summary>What to do with the leaves found: rows [start, start + leaves.Length) end in those nodes of the given tree.</summary>
    public delegate void LeafAction(int tree, int start, ReadOnlySpan<int> leaves);

    /// <summary>The scorer of an ensemble; made once.</summary>
    public static TreeScorer Of(TreeEnsemble trees) => Scorers.GetValue(trees, static key => new(key));

    /// <summary>Reports the leaf of rows [start, end) of the columns in every tree, in order of trees for each row.</summary>
    public void Score(ImmutableArray<ReadOnlyMemory<double>> columns, int start, int end, LeafAction action)
    {
        if (columns.Length != _trees.NumFeatures)
            throw new ArgumentException($"The rows have {columns.Length} features, the model was fitted on {_trees.NumFeatures}.");

        if (end - start >= MaskRows && _masks.Value is { } masks) Look(masks, columns, start, end, action);
        else Walk(columns, start, end, action);
    }

    void Look(LeafMasks masks, ImmutableArray<ReadOnlyMemory<double>> columns, int start, int end, LeafAction action)
    {
        const int Stride = 512;
        var bins = new byte[columns.Length * Stride];
        Span<int> leaves = stackalloc int[Stride];
        for (; start < end; start += Stride)
        {
            var rows = Math.Min(Stride, end - start);
            masks.Bin(columns, start, rows, bins, Stride);
            for (var tree = 0; tree < _roots.Length; tree++)
            {
                masks.Find(tree, bins, Stride, leaves[..rows]);
                action(tree, start, leaves[..rows]);
            }
        }
    }

    void Walk(ImmutableArray<ReadOnlyMemory<double>> columns, int start, int end, LeafAction action)
    {
        var stride = Math.Min(_blockRows, end - start);
        var size = stride * columns.Length;
        var block = size <= StackValues ? stackalloc double[StackValues] : new double[size];
        Span<int> leaves = stackalloc int[stride];
        for (; start < end; start += stride)
        {
            var rows = Math.Min(stride, end - start);
            for (var feature = 0; feature < columns.Length; feature++) columns[feature].Span.Slice(start, rows).CopyTo(block[(feature * stride)..]);
            for (var tree = 0; tree < _roots.Length; tree++)
            {
                for (var row = 0; row < rows; row++) leaves[row] = FindLeaf(_roots[tree], block[row..], stride);
                action(tree, start, leaves[..rows]);
            }
        }
    }

    int FindLeaf(int at, ReadOnlySpan<double> row, int stride)
    {
        while (true)
        {
            ref readonly var node = ref _nodes[at];
            if (node.Feature < 0) return node.Left;

            var x = row[(node.Feature & FeatureMask) * stride];
            at = node.Left + (GoesLeft(node, x) ? 0 : 1);
        }
    }

    bool GoesLeft(int node, double x)
    {
        var isCategorical = _trees.CategoryStart[node] >= 0;
        var flags = (_trees.MissingLeft[node] ? MissingLeft : 0) | (isCategorical ? Categorical : 0);
        return GoesLeft(new Node(isCategorical ? _trees.CategoryStart[node] : _trees.Threshold[node], flags, 0), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool GoesLeft(in Node node, double x) =>
        (node.Feature & Categorical) != 0 ? IsInSet(node, x) : x <= node.Threshold || (double.IsNaN(x) && (node.Feature & MissingLeft) != 0);

    bool IsInSet(in Node node, double x)
    {
        var bits = _trees.CategoryBits.AsSpan()[(int)node.Threshold..];
        var words = (int)bits[0];
        if (!(x >= 0 && x < words * 64) || x != Math.Floor(x) || !Has(bits[(1 + words)..], (int)x)) return (node.Feature & MissingLeft) != 0;
        return Has(bits[1..], (int)x);
    }

    static bool Has(ReadOnlySpan<long> bits, int category) => (bits[category / 64] >> (category % 64) & 1) != 0;

    /// <summary>Places the nodes of a tree so that the right child follows the left one; parents come first in the ensemble, so one pass does.</summary>
    void Pack(int tree)
    {
        var (start, end) = _trees.NodesOf(tree);
        var place = new int[end - start];
        var next = start + 1;
        _roots[tree] = start;
        place[0] = start;
        for (var node = start; node < end; node++)
        {
            if (_trees.Feature[node] < 0)
            {
                _nodes[place[node - start]] = new(0, -1, node);
                continue;
            }

            var isCategorical = _trees.CategoryStart[node] >= 0;
            var flags = (_trees.MissingLeft[node] ? MissingLeft : 0) | (isCategorical ? Categorical : 0);
            _nodes[place[node - start]] = new(isCategorical ? _trees.CategoryStart[node] : _trees.Threshold[node], _trees.Feature[node] | flags, next);
            place[_trees.Left[node] - start] = next++;
            place[_trees.Right[node] - start] = next++;
        }
    }

    /// <summary>
    /// An inner node: threshold (or start of the category set), feature and flags, left child, the right one following it; or a leaf: −1 and its index in the
    /// ensemble.
    /// </summary>
    readonly record struct Node(double Threshold, int Feature, int Left);
}
