namespace Panta.Learning.Trees;

/// <summary>
/// Grows boosted trees leaf by leaf, always splitting the leaf that takes most from the loss. Of two new leaves the smaller gets its histogram from its rows,
/// the larger by subtraction.
/// Memory is reused from tree to tree.
/// </summary>
sealed class BoostedTreeGrower
{
    readonly BinnedRows _data;
    readonly BoostingParameters _parameters;
    readonly RowPartition _partition;
    readonly Stack<long[]> _free = new();
    readonly long[][] _partial;

    public BoostedTreeGrower(BinnedRows data, BoostingParameters parameters, int threads)
    {
        (_data, _parameters) = (data, parameters);
        _partition = new(data, threads);
        _partial = [.. Enumerable.Range(1, threads - 1).Select(_ => NewHistogram())];
    }

    /// <summary>Grows a tree on the gradients of all rows; leaves have Newton steps as values.</summary>
    public BoostedTree Grow(ulong[] gradients, GradientScale scale, CancellationToken cancel)
    {
        var histogram = Rent();
        GradientHistogram.Fill(_data, default, gradients, scale, histogram, _partial);
        var (sum, hessians) = GradientHistogram.Total(histogram);
        var root = new BoostedTree(0, _data.Count, 0, sum, hessians) { Histogram = histogram };
        FindSplit(root, scale);

        var leaves = new List<BoostedTree> { root };
        while (leaves.Count < _parameters.MaxLeafNodes && NextToSplit(leaves) is { } leaf)
        {
            cancel.ThrowIfCancellationRequested();
            Split(leaf, gradients, scale, isLast: leaves.Count + 1 == _parameters.MaxLeafNodes);
            leaves[leaves.IndexOf(leaf)] = leaf.Left!;
            leaves.Add(leaf.Right!);
        }

        foreach (var leaf in leaves)
        {
            leaf.Value = _parameters.Step(scale.Gradient(leaf.Gradients), scale.Hessian(leaf.Hessians));
            Return(leaf);
        }
        return root;
    }

    /// <summary>The rows of a leaf; all rows in order for a tree that is a single leaf.</summary>
    public ReadOnlyMemory<int> RowsOf(BoostedTree leaf) => leaf.Depth == 0 ? Enumerable.Range(0, _data.Count).ToArray() : _partition.Rows(leaf.Start, leaf.End);

    /// <summary>The leaf whose split gains most, the first of equals; null when none can be split.</summary>
    static BoostedTree? NextToSplit(List<BoostedTree> leaves)
    {
        var best = default(BoostedTree);
        foreach (var leaf in leaves)
            if (leaf.Split is { } split && (best is null || split.Gain > best.Split!.Gain))
                best = leaf;
        return best;
    }

    void Split(BoostedTree leaf, ulong[] gradients, GradientScale scale, bool isLast)
    {
        var split = leaf.Split!;
        var middle = _partition.Split(leaf.Start, leaf.End, leaf.Depth == 0, split.Feature, split.ToTable());
        leaf.Left = new(leaf.Start, middle, leaf.Depth + 1, split.LeftGradients, split.LeftHessians);
        leaf.Right = new(middle, leaf.End, leaf.Depth + 1, leaf.Gradients - split.LeftGradients, leaf.Hessians - split.LeftHessians);
        var (left, right) = (!isLast && MayBeSplit(leaf.Left, scale), !isLast && MayBeSplit(leaf.Right, scale));
        if (!left && !right)
        {
            Return(leaf);
            return;
        }

        var (small, large) = middle - leaf.Start <= leaf.End - middle ? (leaf.Left, leaf.Right) : (leaf.Right, leaf.Left);
        small.Histogram = Rent();
        GradientHistogram.Fill(_data, RowsOf(small), gradients, scale, small.Histogram, _partial);
        (large.Histogram, leaf.Histogram) = (leaf.Histogram, null);
        GradientHistogram.Subtract(large.Histogram!, small.Histogram);
        if (left) FindSplit(leaf.Left, scale);
        if (right) FindSplit(leaf.Right, scale);
        if (leaf.Left.Split is null) Return(leaf.Left);
        if (leaf.Right.Split is null) Return(leaf.Right);
    }

    bool MayBeSplit(BoostedTree leaf, GradientScale scale) =>
        leaf.Depth < _parameters.MaxDepth && scale.Count(leaf.Hessians) >= 2L * _parameters.MinSamplesLeaf && scale.Hessian(leaf.Hessians) >= 2 * _parameters.MinSumHessian;

    void FindSplit(BoostedTree leaf, GradientScale scale)
    {
        if (MayBeSplit(leaf, scale)) leaf.Split = new BoostedSplitSearch(_data, _parameters, scale, leaf.Gradients, leaf.Hessians).Find(leaf.Histogram!);
    }

    long[] Rent() => _free.TryPop(out var histogram) ? histogram : NewHistogram();

    void Return(BoostedTree leaf)
    {
        if (leaf.Histogram is { } histogram) _free.Push(histogram);
        leaf.Histogram = null;
    }

    long[] NewHistogram() => new long[GradientHistogram.Length(_data.Features.Length)];
}
