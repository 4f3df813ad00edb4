using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>The common fit of decision trees and forests: bins the columns once, then grows each tree on its draw of rows.</summary>
static class TreeFit
{
    /// <summary>Checks the columns beside the features; of those, that their categories fit into bins.</summary>
    public static void Check(ITreeParameters parameters, StageCheck check)
    {
        check.LabelAndWeight(parameters.LabelCol, parameters.WeightCol);
        var features = new FeatureColumns(parameters.FeaturesCol, []);
        if (!features.AreIn(check.Input)) return;

        foreach (var (feature, categories) in features.Categories(check.Input).Index())
            check.That(categories <= parameters.MaxBins,
                $"{features.Describe(feature)} has {categories} categories, more than MaxBins = {parameters.MaxBins}: raise it, or leave the column out.");
    }

    /// <summary>Learns the trees. The result does not depend on the number of threads.</summary>
    /// <param name="parameters">Checked parameters.</param>
    /// <param name="rows">Checked rows.</param>
    /// <param name="classes">Number of classes; 0 for regression.</param>
    /// <param name="threads">Threads to use at most.</param>
    /// <param name="cancel">Ends the fit.</param>
    public static TreeEnsemble Fit(ITreeParameters parameters, TreeRows rows, int classes, int threads, CancellationToken cancel)
    {
        var problem = Pose(parameters, rows, classes, threads, cancel);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        var trees = new TreeEnsembleBuilder[parameters.NumTrees];
        if (trees.Length == 1) trees[0] = Grow(parameters, problem, 0, threads, cancel);
        else Parallel.For(0, trees.Length, options, tree => trees[tree] = Grow(parameters, problem, tree, 1, cancel));

        var all = new TreeEnsembleBuilder(problem.Columns.Length, problem.StatsWidth);
        foreach (var tree in trees) all.Append(tree);
        return all.Build();
    }

    static TreeProblem Pose(ITreeParameters parameters, TreeRows rows, int classes, int threads, CancellationToken cancel)
    {
        var columns = new BinnedColumn[rows.Features.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, columns.Length, options, i => columns[i] = Bin(parameters, rows, i, classes));
        return new()
        {
            Columns = columns,
            Labels = rows.Labels,
            Weights = rows.Weights,
            Classes = classes,
            Impurity = Impurities.Parse(parameters.Impurity),
            MaxDepth = parameters.MaxDepth,
            MinInstancesPerNode = parameters.MinInstancesPerNode,
            MinWeightPerNode = parameters.MinWeightFractionPerNode * (rows.Weights is null ? rows.Count : Impurities.Sum(rows.Weights)),
            MinInfoGain = parameters.MinInfoGain,
            FeaturesPerNode = FeaturesPerNode(parameters, columns.Length, classes > 0),
            Seed = (ulong)parameters.Seed,
        };
    }

    /// <summary>Features to try at each node, by spark.ml's words.</summary>
    static int FeaturesPerNode(ITreeParameters parameters, int features, bool classification) => (parameters.FeatureSubsetStrategy, parameters.NumTrees) switch
    {
        ("all", _) or ("auto", 1) => features,
        ("auto", _) => classification ? (int)Math.Ceiling(Math.Sqrt(features)) : (int)Math.Ceiling(features / 3.0),
        ("sqrt", _) => (int)Math.Ceiling(Math.Sqrt(features)),
        ("log2", _) => Math.Max(1, (int)Math.Ceiling(Math.Log2(features))),
        ("onethird", _) => (int)Math.Ceiling(features / 3.0),
        var (strategy, _) when int.TryParse(strategy, out var count) => Math.Min(count, features),
        var (strategy, _) => (int)Math.Ceiling(double.Parse(strategy) * features),
    };

    static BinnedColumn Bin(ITreeParameters parameters, TreeRows rows, int feature, int classes)
    {
        var values = rows.Features[feature].Span;
        var maxBins = Math.Min(parameters.MaxBins, rows.Count);
        var categories = rows.Categories.IsEmpty ? 0 : rows.Categories[feature];
        if (categories > 0) return BinnedColumn.OfCategories(values, categories, IsUnordered(categories, maxBins, classes));

        var thresholds = SplitCandidates.Find(values, rows.Weights, maxBins, (ulong)parameters.Seed);
        return BinnedColumn.OfNumbers(values, thresholds);
    }

    /// <summary>spark.ml tries all subsets of a feature's categories where they fit into the bins and there are more than two classes.</summary>
    static bool IsUnordered(int categories, int maxBins, int classes) =>
        classes > 2 && categories > 1 && categories <= (int)Math.Floor(Math.Log2(maxBins / 2 + 1) + 1);

    static TreeEnsembleBuilder Grow(ITreeParameters parameters, TreeProblem problem, int tree, int threads, CancellationToken cancel)
    {
        var random = SplitMix.Of(problem.Seed, (ulong)tree);
        var (bagSeed, featureSeed) = (random.Next(), random.Next());
        var bag = new double[problem.Rows];
        for (var row = 0; row < bag.Length; row++) bag[row] = Draw(parameters, bagSeed, row);
        return new TreeGrower(problem, bag, featureSeed, threads).Grow(cancel);
    }

    /// <summary>How often a row is drawn: by Poisson's law with replacement, else at most once.</summary>
    static double Draw(ITreeParameters parameters, ulong seed, int row)
    {
        if (!parameters.Bootstrap) return parameters.SubsamplingRate >= 1 || SplitMix.At(seed, (ulong)row) < parameters.SubsamplingRate ? 1 : 0;

        var (u, count, term) = (SplitMix.At(seed, (ulong)row), 0, Math.Exp(-parameters.SubsamplingRate));
        for (u -= term; u >= 0 && count < 30; u -= term) term *= parameters.SubsamplingRate / ++count;
        return count;
    }
}
