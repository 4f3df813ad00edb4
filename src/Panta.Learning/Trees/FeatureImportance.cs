using System.Collections.Immutable;

namespace Panta.Learning.Trees;

/// <summary>How much each feature contributes to the trees' gain.</summary>
static class FeatureImportance
{
    /// <summary>
    /// spark.ml's importances: gain times weight of each node, summed by feature and scaled to sum 1 within each tree, then summed over trees and scaled to sum 1;
    /// all 0 when no tree splits.
    /// </summary>
    public static ImmutableArray<double> OfGains(TreeEnsemble trees, Func<int, double> weight, bool perTree = true)
    {
        var total = new double[trees.NumFeatures];
        for (var tree = 0; tree < trees.NumTrees; tree++)
        {
            var (start, end) = trees.NodesOf(tree);
            var own = new double[trees.NumFeatures];
            for (var node = start; node < end; node++)
                if (trees.Feature[node] >= 0)
                    own[trees.Feature[node]] += trees.Gain[node] * weight(node);
            if (perTree) Scale(own);
            for (var i = 0; i < own.Length; i++) total[i] += own[i];
        }
        Scale(total);
        return [.. total];
    }

    static void Scale(double[] values)
    {
        var sum = Impurities.Sum(values);
        if (sum == 0) return;
        for (var i = 0; i < values.Length; i++) values[i] /= sum;
    }
}
