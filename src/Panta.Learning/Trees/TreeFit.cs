namespace Panta.Learning.Trees;

/// <summary>The common fit of decision trees and forests: bins the columns once, then grows each tree on its draw of rows.</summary>
static class TreeFit
{
    /// <summary>Learns the trees. The result does not depend on the number of threads.</summary>
    /// <param name="settings">Checked parameters.</param>
    /// <param name="rows">Checked rows.</param>
    /// <param name="classes">Number of classes; 0 for regression.</param>
    /// <param name="threads">Threads to use at most.</param>
    /// <param name="cancel">Ends the fit.</param>
    public static TreeEnsemble Fit(TreeSettings settings, TrainingRows rows, int classes, int threads, CancellationToken cancel)
    {
        var problem = Pose(settings, rows, classes, threads, cancel);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        var trees = new TreeEnsembleBuilder[settings.NumTrees];
        if (trees.Length == 1) trees[0] = Grow(settings, problem, 0, threads, cancel);
        else Parallel.For(0, trees.Length, options, tree => trees[tree] = Grow(settings, problem, tree, 1, cancel));

        var all = new TreeEnsembleBuilder(problem.Columns.Length, problem.StatsWidth);
        foreach (var tree in trees) all.Append(tree);
        return all.Build();
    }

    static TreeProblem Pose(TreeSettings settings, TrainingRows rows, int classes, int threads, CancellationToken cancel)
    {
        var columns = new BinnedColumn[rows.Features.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, columns.Length, options, i => columns[i] = Bin(settings, rows, i, classes));
        return new()
        {
            Columns = columns,
            Labels = rows.Labels,
            Weights = rows.Weights,
            Classes = classes,
            Impurity = Impurities.Parse(settings.Impurity),
            MaxDepth = settings.MaxDepth,
            MinInstancesPerNode = settings.MinInstancesPerNode,
            MinWeightPerNode = settings.MinWeightFractionPerNode * (rows.Weights is null ? rows.Count : Impurities.Sum(rows.Weights)),
            MinInfoGain = settings.MinInfoGain,
            FeaturesPerNode = settings.FeaturesPerNode(columns.Length, classes > 0),
            Seed = (ulong)settings.Seed,
        };
    }

    static BinnedColumn Bin(TreeSettings settings, TrainingRows rows, int feature, int classes)
    {
        var values = rows.Features[feature].Span;
        var maxBins = Math.Min(settings.MaxBins, rows.Count);
        var categories = rows.Categories.IsEmpty ? 0 : rows.Categories[feature];
        if (categories > 0) return BinnedColumn.OfCategories(values, categories, IsUnordered(categories, maxBins, classes));

        var thresholds = SplitCandidates.Find(values, rows.Weights, maxBins, (ulong)settings.Seed);
        return BinnedColumn.OfNumbers(values, thresholds);
    }

    /// <summary>spark.ml tries all subsets of a feature's categories where they fit into the bins and there are more than two classes.</summary>
    static bool IsUnordered(int categories, int maxBins, int classes) =>
        classes > 2 && categories > 1 && categories <= (int)Math.Floor(Math.Log2(maxBins / 2 + 1) + 1);

    static TreeEnsembleBuilder Grow(TreeSettings settings, TreeProblem problem, int tree, int threads, CancellationToken cancel)
    {
        var random = SplitMix.Of(problem.Seed, (ulong)tree);
        var (bagSeed, featureSeed) = (random.Next(), random.Next());
        var bag = new double[problem.Rows];
        for (var row = 0; row < bag.Length; row++) bag[row] = Draw(settings, bagSeed, row);
        return new TreeGrower(problem, bag, featureSeed, threads).Grow(cancel);
    }

    /// <summary>How often a row is drawn: by Poisson's law with replacement, else at most once.</summary>
    static double Draw(TreeSettings settings, ulong seed, int row)
    {
        if (!settings.Bootstrap) return settings.SubsamplingRate >= 1 || SplitMix.At(seed, (ulong)row) < settings.SubsamplingRate ? 1 : 0;

        var (u, count, term) = (SplitMix.At(seed, (ulong)row), 0, Math.Exp(-settings.SubsamplingRate));
        for (u -= term; u >= 0 && count < 30; u -= term) term *= settings.SubsamplingRate / ++count;
        return count;
    }
}
