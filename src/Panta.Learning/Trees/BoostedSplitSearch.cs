namespace Panta.Learning.Trees;

/// <summary>
/// Finds the split of a leaf that takes most from the loss, from its histogram: the first of equals by feature and bin. Missing values are tried on both sides.
/// </summary>
/// <remarks>
/// Gains are Chen and Guestrin (2016), XGBoost, equation 7, without the half. Categories are ordered by gradient over Hessian (Fisher, 1958) and tried from both ends;
/// those with Hessians of fewer than ten rows stay on the right.
/// </remarks>
sealed class BoostedSplitSearch(BinnedRows data, BoostingParameters parameters, GradientScale scale, long gradients, long hessians)
{
    /// <summary>Rows' worth of Hessian that a category must have to be moved, and by which its ratio is smoothed.</summary>
    const double CategorySupport = 10;

    /// <summary>Relative gains below this are rounding.</summary>
    const double Noise = 1e-12;

    readonly double _own = parameters.Score(scale.Gradient(gradients), scale.Hessian(hessians));
    readonly long _count = scale.Count(hessians);

    /// <summary>The best split of all features, or null when none is allowed.</summary>
    public BoostedSplit? Find(long[] histogram)
    {
        var best = default(BoostedSplit);
        for (var feature = 0; feature < data.Features.Length; feature++)
            if (Find(feature, histogram.AsSpan(feature * GradientHistogram.FeatureLength, GradientHistogram.FeatureLength)) is { } split
                && (best is null || split.Gain > best.Gain))
                best = split;
        return best;
    }

    BoostedSplit? Find(int feature, ReadOnlySpan<long> cells) =>
        data.Features[feature].IsCategorical ? OnCategories(feature, cells) : OnNumber(feature, cells);

    BoostedSplit? OnNumber(int feature, ReadOnlySpan<long> cells)
    {
        var bins = data.Features[feature].Count;
        var (missingGradients, missingHessians) = (cells[2 * FeatureBins.Missing], cells[2 * FeatureBins.Missing + 1]);
        var best = Scan(cells, missingHessians == 0 ? bins - 1 : bins, 0, 0, new Best { Gain = Noise * _own });
        var right = best;
        if (missingHessians != 0) best = Scan(cells, bins - 1, missingGradients, missingHessians, best);
        if (best.Bin < 0) return null;

        var missingLeft = missingHessians == 0 ? 2 * scale.Count(best.Hessians) > _count : best.Gain > right.Gain;
        return new(feature, best.Bin, null, missingLeft, best.Gain, best.Gradients, best.Hessians);
    }

    /// <summary>Tries to cut after each of the first bins, starting with sums that go left in any case.</summary>
    Best Scan(ReadOnlySpan<long> cells, int cuts, long left, long leftHessians, Best best)
    {
        for (var bin = 0; bin < cuts; bin++)
        {
            left += cells[2 * bin];
            leftHessians += cells[2 * bin + 1];
            var count = scale.Count(leftHessians);
            if (count < parameters.MinSamplesLeaf) continue;
            if (_count - count < parameters.MinSamplesLeaf) break;

            Consider(ref best, bin, left, leftHessians);
        }
        return best;
    }

    void Consider(ref Best best, int bin, long left, long leftHessians)
    {
        var (leftHessian, rightHessian) = (scale.Hessian(leftHessians), scale.Hessian(hessians - leftHessians));
        if (leftHessian < parameters.MinSumHessian || rightHessian < parameters.MinSumHessian) return;

        var gain = parameters.Score(scale.Gradient(left), leftHessian) + parameters.Score(scale.Gradient(gradients - left), rightHessian) - _own;
        if (gain > best.Gain) best = new() { Gain = gain, Bin = bin, Gradients = left, Hessians = leftHessians };
    }

    BoostedSplit? OnCategories(int feature, ReadOnlySpan<long> cells)
    {
        var bins = SupportedBins(feature, cells);
        var best = new Best { Gain = Noise * _own };
        var (fromEnd, cuts) = (false, (bins.Length + 1) / 2);
        for (var direction = 0; direction < 2; direction++)
        {
            var (left, leftHessians, before) = (0L, 0L, best.Gain);
            for (var i = 0; i < cuts; i++)
            {
                var bin = direction == 0 ? bins[i] : bins[^(i + 1)];
                left += cells[2 * bin];
                leftHessians += cells[2 * bin + 1];
                var count = scale.Count(leftHessians);
                if (count < parameters.MinSamplesLeaf || _count - count < parameters.MinSamplesLeaf) continue;
                Consider(ref best, i, left, leftHessians);
            }
            if (best.Gain > before) fromEnd = direction == 1;
        }
        if (best.Bin < 0) return null;

        var chosen = fromEnd ? bins[^(best.Bin + 1)..] : bins[..(best.Bin + 1)];
        var table = new bool[256];
        foreach (var bin in chosen) table[bin] = true;
        var missingLeft = cells[2 * FeatureBins.Missing + 1] == 0 ? 2 * scale.Count(best.Hessians) > _count : table[FeatureBins.Missing];
        return new(feature, -1, table, missingLeft, best.Gain, best.Gradients, best.Hessians);
    }

    /// <summary>The bins with rows enough, by gradient over Hessian.</summary>
    int[] SupportedBins(int feature, ReadOnlySpan<long> cells)
    {
        var rowsPerHessian = _count / scale.Hessian(hessians);
        var (bins, ratios) = (new List<int>(), new double[256]);
        for (var bin = 0; bin < 256; bin++)
        {
            if (bin >= data.Features[feature].Count && bin != FeatureBins.Missing) continue;
            var hessian = scale.Hessian(cells[2 * bin + 1]);
            if (hessian * rowsPerHessian < CategorySupport) continue;
            ratios[bin] = scale.Gradient(cells[2 * bin]) / (hessian + CategorySupport);
            bins.Add(bin);
        }
        return [.. bins.OrderBy(bin => ratios[bin])];
    }

    /// <summary>The best cut so far.</summary>
    struct Best()
    {
        public double Gain;
        public int Bin = -1;
        public long Gradients;
        public long Hessians;
    }
}
