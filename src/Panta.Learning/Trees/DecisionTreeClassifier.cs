using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>Decision tree for classification: which class is a row in? spark.ml's <c>DecisionTreeClassifier</c>, with its parameters, defaults and rules.</summary>
/// <remarks>
/// Binary splits of the largest information gain, the first of equals. Siblings that predict the same are merged. Learning needs finite features: NaN,
/// infinity, null labels and null vectors are errors that name the row.
/// When scoring, NaN goes right at a number; a category not seen in training goes to the side with more categories; a null vector gives null.
/// Deterministic: same rows, parameters and seed give the same tree, whatever the number of threads. With up to 10,000 rows (or maxBins²) the tree is Spark's.
/// Costs O(n · p · maxDepth) for n rows and p features. Breiman et al. (1984), Classification and regression trees.
/// </remarks>
public sealed record DecisionTreeClassifier : IEstimator<DecisionTreeClassificationModel>, ITreeParameters
{
    /// <summary>
    /// Gets the name of the vector column with the features. Default <c>features</c>. Slots with nominal values in the field are categories 0 … k − 1, all
    /// others numbers.
    /// </summary>
    public string FeaturesCol { get; init; } = "features";

    /// <summary>Gets the name of the label column: classes 0, 1, …. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the name of the column with the predicted class. Default <c>prediction</c>; empty: left out.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets the name of the column with the weight of each class in the leaf. Default <c>rawPrediction</c>; empty: left out.</summary>
    public string RawPredictionCol { get; init; } = "rawPrediction";

    /// <summary>Gets the name of the column with the probability of each class. Default <c>probability</c>; empty: left out.</summary>
    public string ProbabilityCol { get; init; } = "probability";

    /// <summary>
    /// Gets one threshold ≥ 0 a class, at most one of them 0: the class with the largest probability over threshold is predicted. Default empty: the most
    /// probable class.
    /// </summary>
    public ImmutableArray<double> Thresholds { get; init; } = [];

    /// <summary>Gets the name of the column with the number of the leaf reached, from 0, left to right. Default empty: left out.</summary>
    public string LeafCol { get; init; } = "";

    /// <summary>Gets the name of the column with the weight ≥ 0 of each row. Default null: every row weighs 1.</summary>
    public string? WeightCol { get; init; }

    /// <summary>Gets the longest way from the root to a leaf, 0 to 30. Default 5. A larger one fits closer and costs more.</summary>
    [Range(0, 30)]
    public int MaxDepth { get; init; } = 5;

    /// <summary>
    /// Gets the most bins that a number is cut into, 2 to 65,536; at least the number of categories of each categorical feature. Default 32. More bins find
    /// finer splits and cost more.
    /// </summary>
    [Range(2, 65_536)]
    public int MaxBins { get; init; } = 32;

    /// <summary>Gets the fewest rows of a node, ≥ 1. Default 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinInstancesPerNode { get; init; } = 1;

    /// <summary>Gets the least share of all weight in a node, 0 ≤ share &lt; 0.5. Default 0.</summary>
    [Range(0d, 0.5, MaximumIsExclusive = true)]
    public double MinWeightFractionPerNode { get; init; }

    /// <summary>Gets the least information gain of a split, ≥ 0. Default 0; a gain of exactly 0 never splits.</summary>
    [Range(0d, double.MaxValue)]
    public double MinInfoGain { get; init; }

    /// <summary>Gets how mixed classes are measured: <c>gini</c> or <c>entropy</c> (bits). Default <c>gini</c>.</summary>
    [AllowedValues("gini", "entropy")]
    public string Impurity { get; init; } = "gini";

    /// <summary>Gets the seed of the draw of the sample by which columns are cut, with more than 10,000 rows. Default: spark.ml's.</summary>
    public long Seed { get; init; } = 3_250_180_268_950_424_254;

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        TreeFit.Check(this, check);
        ClassThresholds.Check(check, Thresholds);
        return Model(TreeEnsemble.None, 2, input).OutputSchema(check);
    }

    /// <inheritdoc/>
    public DecisionTreeClassificationModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);
        var rows = TreeRows.ReadFinite(this, data, cancel);
        var classes = rows.CountClasses(this, LabelCol, ClassNames(data.Schema).Length);
        ClassThresholds.RequireOneEach(this, Thresholds, classes);
        return Model(TreeFit.Fit(this, rows, classes, Environment.ProcessorCount, cancel), classes, data.Schema);
    }

    ImmutableArray<string> ClassNames(Schema input) => input.Find(LabelCol)?.Nominal ?? [];

    DecisionTreeClassificationModel Model(TreeEnsemble trees, int classes, Schema input) => new()
    {
        FeaturesCol = FeaturesCol,
        PredictionCol = PredictionCol,
        RawPredictionCol = RawPredictionCol,
        ProbabilityCol = ProbabilityCol,
        Thresholds = Thresholds,
        ClassNames = ClassNames(input),
        NumClasses = classes,
        LeafCol = LeafCol,
        Trees = trees,
    };
}
