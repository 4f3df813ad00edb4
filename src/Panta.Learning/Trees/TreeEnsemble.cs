using System.Collections.Immutable;

namespace Panta.Learning.Trees;

/// <summary>
/// The nodes of one or more binary trees as flat arrays: entry i of every array describes node i; children follow their parent (depth first, left first).
/// Immutable and safe for use by many threads.
/// </summary>
/// <remarks>
/// A numeric node sends x left when x ≤ <see cref="Threshold"/>; a categorical node sends x left when bit x of its set in <see cref="CategoryBits"/> is set.
/// A missing value (NaN), and for a categorical node any value that is no category of the training data, follows <see cref="MissingLeft"/>.
/// Two instances are equal when they share the same arrays.
/// </remarks>
public sealed record TreeEnsemble
{
    /// <summary>Number of features that a row must have; ≥ 1.</summary>
    public required int NumFeatures { get; init; }

    /// <summary>Index of the root node of each tree, ascending. Its length is the number of trees.</summary>
    public required ImmutableArray<int> Roots { get; init; }

    /// <summary>Feature tested by each node, or −1 for a leaf.</summary>
    public required ImmutableArray<int> Feature { get; init; }

    /// <summary>Largest value that goes left, for a numeric node; 0 for other nodes.</summary>
    public required ImmutableArray<double> Threshold { get; init; }

    /// <summary>Node for rows that go left, or −1 for a leaf.</summary>
    public required ImmutableArray<int> Left { get; init; }

    /// <summary>Node for rows that go right, or −1 for a leaf.</summary>
    public required ImmutableArray<int> Right { get; init; }

    /// <summary>Whether missing values and unseen categories go left; false for leaves.</summary>
    public required ImmutableArray<bool> MissingLeft { get; init; }

    /// <summary>Where the category set of a categorical node starts in <see cref="CategoryBits"/>, or −1 for a numeric node or a leaf.</summary>
    public required ImmutableArray<int> CategoryStart { get; init; }

    /// <summary>
    /// Category sets: one word w with the number of 64-bit words that follow, then w words of categories that go left, then w words of categories known
    /// at this node (category c is bit c mod 64 of word c / 64).
    /// </summary>
    public required ImmutableArray<long> CategoryBits { get; init; }

    /// <summary>Prediction of each node: leaf value of boosted trees, predicted class or mean label of decision trees.</summary>
    public required ImmutableArray<double> Value { get; init; }

    /// <summary>Gain of each inner node's split (information gain, or loss reduction of boosted trees); −1 for leaves.</summary>
    public required ImmutableArray<double> Gain { get; init; }

    /// <summary>Training rows that reached each node (rows drawn twice count twice).</summary>
    public required ImmutableArray<long> Count { get; init; }

    /// <summary>Impurity of each node; empty for boosted trees.</summary>
    public ImmutableArray<double> Impurity { get; init; } = [];

    /// <summary>
    /// <see cref="StatsWidth"/> numbers a node: weight of each class (classification), or weight, weighted sum and weighted sum of squares of the label (regression);
    /// empty for boosted trees.
    /// </summary>
    public ImmutableArray<double> Stats { get; init; } = [];

    /// <summary>Numbers a node in <see cref="Stats"/>; 0 for boosted trees.</summary>
    public int StatsWidth { get; init; }

    /// <summary>Number of trees.</summary>
    public int NumTrees => Roots.Length;

    /// <summary>Number of nodes of all trees together, leaves included.</summary>
    public int TotalNumNodes => Feature.Length;

    /// <summary>Longest way from a root to a leaf; 0 when every tree is a single leaf. Cost: one pass over the nodes.</summary>
    public int Depth
    {
        get
        {
            var depths = new int[Feature.Length];
            for (var i = 0; i < depths.Length; i++)
                if (Feature[i] >= 0)
                    depths[Left[i]] = depths[Right[i]] = depths[i] + 1;
            return depths.DefaultIfEmpty().Max();
        }
    }

    /// <summary>No tree at all: what a model that only tells its schema holds.</summary>
    internal static TreeEnsemble None { get; } = new TreeEnsembleBuilder(1, 0).Build();

    /// <summary>Checks that scoring ends and stays within the arrays, whatever a model file says.</summary>
    /// <exception cref="ArgumentException">The arrays are not those of trees.</exception>
    internal void Check()
    {
        var nodes = Feature.Length;
        var isWhole = NumFeatures > 0 && (Roots.IsEmpty ? nodes == 0 : Roots[0] == 0)
            && Threshold.Length == nodes && Left.Length == nodes && Right.Length == nodes && MissingLeft.Length == nodes && CategoryStart.Length == nodes
            && Value.Length == nodes && Gain.Length == nodes && Count.Length == nodes && (Impurity.IsEmpty || Impurity.Length == nodes)
            && StatsWidth >= 0 && Stats.Length == (long)StatsWidth * nodes;
        for (var tree = 0; isWhole && tree < Roots.Length; tree++)
        {
            var (start, end) = NodesOf(tree);
            isWhole = start >= 0 && start < end && end <= nodes && IsTree(start, end);
        }
        if (!isWhole) throw new ArgumentException("The arrays of the model's trees do not fit together: the model file is damaged. Save the model again.");
    }

    /// <summary>Whether nodes [start, end) are one tree: every node but the root is the child of one node before it, and features and sets of categories exist.</summary>
    bool IsTree(int start, int end)
    {
        var hasParent = new bool[end - start];
        for (var node = start; node < end; node++)
        {
            if (node > start && !hasParent[node - start]) return false;
            if (Feature[node] < 0) continue;

            var (left, right) = (Left[node], Right[node]);
            if (Feature[node] >= NumFeatures || left <= node || right <= node || left == right || left >= end || right >= end) return false;
            if (hasParent[left - start] || hasParent[right - start] || !HasCategories(CategoryStart[node])) return false;
            hasParent[left - start] = hasParent[right - start] = true;
        }
        return true;
    }

    bool HasCategories(int start) =>
        start < 0 || (start < CategoryBits.Length && CategoryBits[start] is var words and > 0 and <= 1024 && start + 2 * words < CategoryBits.Length);

    /// <summary>Statistics of one node: a view of <see cref="Stats"/>, <see cref="StatsWidth"/> long.</summary>
    internal ReadOnlySpan<double> NodeStats(int node) => Stats.AsSpan(node * StatsWidth, StatsWidth);

    /// <summary>Nodes [start, end) of one tree.</summary>
    internal (int Start, int End) NodesOf(int tree) => (Roots[tree], tree + 1 < Roots.Length ? Roots[tree + 1] : Feature.Length);
}
