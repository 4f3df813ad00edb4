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

    /// <summary>Statistics of one node: a view of <see cref="Stats"/>, <see cref="StatsWidth"/> long.</summary>
    internal ReadOnlySpan<double> NodeStats(int node) => Stats.AsSpan(node * StatsWidth, StatsWidth);

    /// <summary>Nodes [start, end) of one tree.</summary>
    internal (int Start, int End) NodesOf(int tree) => (Roots[tree], tree + 1 < Roots.Length ? Roots[tree + 1] : Feature.Length);
}
