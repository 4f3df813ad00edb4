using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>
/// Gradient boosting on binned features for regression: what number belongs to a row? The fast and accurate trees here;
/// named and parametrised as in scikit-learn.
/// </summary>
/// <remarks>
/// Each iteration grows a tree leaf by leaf on gradients and Hessians of the loss and adds a share of its Newton steps. A missing value (NaN, or null in an
/// input column) is learned from: it goes
/// where that took more from the loss; with none in training, to the larger side. A category that is unknown, or beyond the <see cref="MaxBins"/> most
/// frequent, counts as missing. Infinities are numbers.
/// A null label or vector is an error that names the row; when scoring, a null vector gives null. Fewer rows than two leaves need, or constant features, give the best constant.
/// Deterministic: sums are exact, so the trees do not depend on threads. Costs O(n · p · log(maxLeafNodes) · maxIter) for n rows and p features.
/// Friedman (2001), Greedy function approximation; Ke et al. (2017), LightGBM.
/// </remarks>
public sealed record HistGradientBoostingRegressor : IEstimator<HistGradientBoostingRegressionModel>
{
    /// <summary>Gets the name of the vector column with the features; not read where <see cref="InputCols"/> names columns. Default <c>features</c>.</summary>
    public string FeaturesCol { get; init; } = "features";

    /// <summary>Gets the names of numeric columns to use as features instead of a vector column; null is a missing value. Default empty: <see cref="FeaturesCol"/>.</summary>
    public ImmutableArray<string> InputCols { get; init; } = [];

    /// <summary>
    /// Gets the names of features (input columns, or slots of the vector column) that are categories, whole numbers 0 … 65,535. Default empty; those whose
    /// field has nominal values are categories anyway.
    /// </summary>
    public ImmutableArray<string> CategoricalFeatures { get; init; } = [];

    /// <summary>Gets the name of the label column: finite numbers. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the name of the column with the predicted number. Default <c>prediction</c>; empty: left out.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets the name of the column with the weight ≥ 0 of each row. Default null: every row weighs 1.</summary>
    public string? WeightCol { get; init; }

    /// <summary>Gets the loss: <c>squared_error</c> (predicts the mean) or <c>absolute_error</c> (the median). Default <c>squared_error</c>.</summary>
    [AllowedValues("squared_error", "absolute_error")]
    public string Loss { get; init; } = "squared_error";

    /// <summary>Gets the share of each tree's step that is taken, in (0, 1]. Default 0.1. A smaller one needs more iterations and often predicts better.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Gets the most iterations, each of one tree, ≥ 1. Default 100.</summary>
    [Range(1, 1_000_000)]
    public int MaxIter { get; init; } = 100;

    /// <summary>Gets the most leaves of a tree, ≥ 2. Default 31. More fit closer.</summary>
    [Range(2, 65_536)]
    public int MaxLeafNodes { get; init; } = 31;

    /// <summary>Gets the longest way from the root to a leaf, ≥ 1. Default null: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxDepth { get; init; }

    /// <summary>Gets the fewest rows of a leaf, ≥ 1. Default 20.</summary>
    [Range(1, int.MaxValue)]
    public int MinSamplesLeaf { get; init; } = 20;

    /// <summary>Gets λ ≥ 0, added to the Hessian of a leaf: a larger one makes smaller steps. Default 0.</summary>
    [Range(0d, double.MaxValue)]
    public double L2Regularization { get; init; }

    /// <summary>Gets the most bins that a number is cut into, or categories that are told apart (the most frequent), 2 to 255. Default 255.</summary>
    [Range(2, 255)]
    public int MaxBins { get; init; } = 255;

    /// <summary>Gets the least sum of Hessians of a leaf, ≥ 0. Default 0.001.</summary>
    [Range(0d, double.MaxValue)]
    public double MinSumHessian { get; init; } = 1e-3;

    /// <summary>Gets whether training ends when the loss of held-out rows no longer falls. Default false.</summary>
    public bool EarlyStopping { get; init; }

    /// <summary>Gets the share of rows held out for early stopping, in (0, 1). Default 0.1.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Gets how many iterations without progress end the training, ≥ 1. Default 10.</summary>
    [Range(1, int.MaxValue)]
    public int NIterNoChange { get; init; } = 10;

    /// <summary>Gets by how much the loss must fall to count as progress, ≥ 0. Default 1e-7.</summary>
    [Range(0d, double.MaxValue)]
    public double Tol { get; init; } = 1e-7;

    /// <summary>Gets the seed of the held-out rows, and of the sample by which columns are cut, with more than 200,000 rows. Default 0.</summary>
    public long Seed { get; init; }

    FeatureColumns Features => new(FeaturesCol, InputCols);

    BoostingParameters BoostingParameters => new()
    {
        MaxIter = MaxIter,
        LearningRate = LearningRate,
        MaxLeafNodes = MaxLeafNodes,
        MaxDepth = MaxDepth ?? int.MaxValue,
        MinSamplesLeaf = MinSamplesLeaf,
        L2Regularization = L2Regularization,
        MinSumHessian = MinSumHessian,
        MaxBins = MaxBins,
        EarlyStopping = EarlyStopping,
        ValidationFraction = ValidationFraction,
        NIterNoChange = NIterNoChange,
        Tol = Tol,
        Seed = (ulong)Seed,
    };

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.LabelAndWeight(LabelCol, WeightCol);
        Features.CheckCategorical(check, CategoricalFeatures);
        return Model(TreeEnsemble.None, []).OutputSchema(check);
    }

    /// <inheritdoc/>
    public HistGradientBoostingRegressionModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);
        var rows = TreeRows.Read(this, data, Features, LabelCol, WeightCol, cancel);
        var isCategorical = Features.AreCategorical(data.Schema, rows.Features.Length, CategoricalFeatures);
        BoostingLoss LossOf(TreeRows part) => Loss == "absolute_error" ? new AbsoluteErrorLoss(part.Labels, part.Weights) : new SquaredErrorLoss(part.Labels, part.Weights);
        var (trees, baseline) = BoostingFit.Fit(BoostingParameters, rows, isCategorical, LossOf, Environment.ProcessorCount, cancel);
        return Model(trees, [.. baseline]);
    }

    HistGradientBoostingRegressionModel Model(TreeEnsemble trees, ImmutableArray<double> baseline) => new()
    {
        FeaturesCol = FeaturesCol,
        InputCols = InputCols,
        PredictionCol = PredictionCol,
        Baseline = baseline,
        Trees = trees,
    };
}
