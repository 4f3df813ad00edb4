using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Panta.Learning.Trees;

/// <summary>Collects nodes in the order of a <see cref="TreeEnsemble"/>: parents before children, left before right.</summary>
sealed class TreeEnsembleBuilder(int numFeatures, int statsWidth)
{
    readonly List<int> _roots = [];
    readonly List<int> _feature = [];
    readonly List<double> _threshold = [];
    readonly List<int> _left = [];
    readonly List<int> _right = [];
    readonly List<bool> _missingLeft = [];
    readonly List<int> _categoryStart = [];
    readonly List<long> _categoryBits = [];
    readonly List<double> _value = [];
    readonly List<double> _gain = [];
    readonly List<long> _count = [];
    readonly List<double> _impurity = [];
    readonly List<double> _stats = [];

    public void BeginTree() => _roots.Add(_feature.Count);

    /// <summary>Adds a leaf and returns its index.</summary>
    public int AddLeaf(double value, long count) => Add(-1, 0, false, -1, value, -1, count);

    /// <summary>Adds an inner node without children and returns its index.</summary>
    public int AddNumeric(int feature, double threshold, bool missingLeft, double value, double gain, long count) =>
        Add(feature, threshold, missingLeft, -1, value, gain, count);

    /// <summary>Adds a categorical node without children and returns its index. Both sets have one bit a category and the same length.</summary>
    public int AddCategorical(int feature, ReadOnlySpan<long> left, ReadOnlySpan<long> known, bool unseenLeft, double value, double gain, long count)
    {
        var start = _categoryBits.Count;
        _categoryBits.Add(left.Length);
        _categoryBits.AddRange(left);
        _categoryBits.AddRange(known);
        return Add(feature, 0, unseenLeft, start, value, gain, count);
    }

    public void SetChildren(int node, int left, int right) => (_left[node], _right[node]) = (left, right);

    /// <summary>Statistics of the node added last.</summary>
    public void AddStats(double impurity, ReadOnlySpan<double> stats)
    {
        _impurity.Add(impurity);
        _stats.AddRange(stats);
    }

    /// <summary>Appends all trees of another builder.</summary>
    public void Append(TreeEnsembleBuilder other)
    {
        var (nodes, bits) = (_feature.Count, _categoryBits.Count);
        _roots.AddRange(other._roots.Select(root => root + nodes));
        _feature.AddRange(other._feature);
        _threshold.AddRange(other._threshold);
        _left.AddRange(other._left.Select(node => node < 0 ? -1 : node + nodes));
        _right.AddRange(other._right.Select(node => node < 0 ? -1 : node + nodes));
        _missingLeft.AddRange(other._missingLeft);
        _categoryStart.AddRange(other._categoryStart.Select(start => start < 0 ? -1 : start + bits));
        _categoryBits.AddRange(other._categoryBits);
        _value.AddRange(other._value);
        _gain.AddRange(other._gain);
        _count.AddRange(other._count);
        _impurity.AddRange(other._impurity);
        _stats.AddRange(other._stats);
    }

    /// <summary>Freezes the first <paramref name="trees"/> trees, or all.</summary>
    public TreeEnsemble Build(int trees = int.MaxValue)
    {
        trees = Math.Min(trees, _roots.Count);
        var nodes = trees < _roots.Count ? _roots[trees] : _feature.Count;
        return new()
        {
            NumFeatures = numFeatures,
            StatsWidth = statsWidth,
            Roots = Freeze(_roots, trees),
            Feature = Freeze(_feature, nodes),
            Threshold = Freeze(_threshold, nodes),
            Left = Freeze(_left, nodes),
            Right = Freeze(_right, nodes),
            MissingLeft = Freeze(_missingLeft, nodes),
            CategoryStart = Freeze(_categoryStart, nodes),
            CategoryBits = [.. _categoryBits],
            Value = Freeze(_value, nodes),
            Gain = Freeze(_gain, nodes),
            Count = Freeze(_count, nodes),
            Impurity = Freeze(_impurity, Math.Min(nodes, _impurity.Count)),
            Stats = Freeze(_stats, Math.Min(nodes * statsWidth, _stats.Count)),
        };
    }

    int Add(int feature, double threshold, bool missingLeft, int categoryStart, double value, double gain, long count)
    {
        _feature.Add(feature);
        _threshold.Add(threshold);
        _left.Add(-1);
        _right.Add(-1);
        _missingLeft.Add(missingLeft);
        _categoryStart.Add(categoryStart);
        _value.Add(value);
        _gain.Add(gain);
        _count.Add(count);
        return _feature.Count - 1;
    }

    static ImmutableArray<T> Freeze<T>(List<T> list, int count) => ImmutableArray.Create(CollectionsMarshal.AsSpan(list)[..count]);
}
