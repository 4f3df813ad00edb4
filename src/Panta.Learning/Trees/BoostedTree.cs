namespace Panta.Learning.Trees;

/// <summary>A boosted tree while it is made: nodes over bins, turned into values of the features at the end.</summary>
sealed class BoostedTree(int start, int end, int depth, long gradients, long hessians)
{
    /// <summary>First of the node's rows in the partition.</summary>
    public int Start => start;

    /// <summary>One behind the node's last row.</summary>
    public int End => end;

    public int Depth => depth;

    /// <summary>Sum of gradients.</summary>
    public long Gradients => gradients;

    /// <summary>Sum of Hessians and count.</summary>
    public long Hessians => hessians;

    /// <summary>The node's histogram while it may still be split.</summary>
    public long[]? Histogram { get; set; }

    /// <summary>The split that was made, or may be made while the node is a leaf.</summary>
    public BoostedSplit? Split { get; set; }

    public BoostedTree? Left { get; set; }

    public BoostedTree? Right { get; set; }

    public bool IsLeaf => Left is null;

    /// <summary>What the leaf adds to the score.</summary>
    public double Value { get; set; }

    public IEnumerable<BoostedTree> Leaves() => IsLeaf ? [this] : Left!.Leaves().Concat(Right!.Leaves());

    /// <summary>The value of the leaf that a row of bins reaches.</summary>
    public double Predict(BinnedRows rows, int row)
    {
        var node = this;
        while (!node.IsLeaf) node = node.GoesLeft(rows.Bin(node.Split!.Feature, row)) ? node.Left! : node.Right!;
        return node.Value;
    }

    /// <summary>Adds the tree to an ensemble.</summary>
    public void AddTo(TreeEnsembleBuilder builder, FeatureBins[] features, GradientScale scale, BoostingParameters parameters)
    {
        builder.BeginTree();
        Add(builder, features, scale, parameters);
    }

    bool GoesLeft(int bin) =>
        bin == FeatureBins.Missing ? Split!.MissingLeft : Split!.LeftBins is { } left ? left[bin] : bin <= Split.Bin;

    int Add(TreeEnsembleBuilder builder, FeatureBins[] features, GradientScale scale, BoostingParameters parameters)
    {
        var count = scale.Count(hessians);
        if (IsLeaf) return builder.AddLeaf(Value, count);

        var value = parameters.Step(scale.Gradient(gradients), scale.Hessian(hessians));
        var node = AddSplit(builder, features[Split!.Feature], value, count);
        builder.SetChildren(node, Left!.Add(builder, features, scale, parameters), Right!.Add(builder, features, scale, parameters));
        return node;
    }

    int AddSplit(TreeEnsembleBuilder builder, FeatureBins bins, double value, long count)
    {
        if (Split!.LeftBins is not { } leftBins)
        {
            var threshold = Split.Bin < bins.Thresholds.Length ? bins.Thresholds[Split.Bin] : double.PositiveInfinity;
            return builder.AddNumeric(Split.Feature, threshold, Split.MissingLeft, value, Split.Gain, count);
        }

        var words = bins.Categories[^1] / 64 + 1;
        var (left, known) = (new long[words], new long[words]);
        for (var bin = 0; bin < bins.Categories.Length; bin++)
        {
            var category = bins.Categories[bin];
            known[category / 64] |= 1L << (category % 64);
            if (leftBins[bin]) left[category / 64] |= 1L << (category % 64);
        }
        return builder.AddCategorical(Split.Feature, left, known, Split.MissingLeft, value, Split.Gain, count);
    }
}
