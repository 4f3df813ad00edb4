using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Linear;

/// <summary>
/// Predicts the probability of each class from a weighted sum of the features: binomial or multinomial logistic regression with an elastic net penalty.
/// spark.ml's <c>LogisticRegression</c>. Minimises mean log loss + regParam · (elasticNetParam · ‖β‖₁ + (1 − elasticNetParam)/2 · ‖β‖₂²), with
/// <see cref="Standardization"/> on features scaled to unit deviation; intercepts are not penalised; coefficients come out on the scale of the data.
/// </summary>
/// <remarks>
/// Features: n rows × p slots, finite; labels are class indices 0, 1, …; a null or NaN in features, label or weight is an error. Where a label column names its
/// classes (a StringIndexer's does), predictions name them too. If all labels are one class, its intercept is infinite. Cost: some tens of passes of
/// n·p·classes.
/// </remarks>
/// <example><code>
/// var model = new LogisticRegression { RegParam = 0.01 }.Fit(table);
/// var probabilities = model.Transform(table).Vectors("probability");
/// </code></example>
public sealed record LogisticRegression : IEstimator<LogisticRegressionModel>
{
    /// <summary>Gets the vector column. Default <c>features</c>.</summary>
    public string FeaturesCol { get; init; } = "features";

    /// <summary>Gets the column of class indices. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the name of the column of predicted class indices. Default <c>prediction</c>.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets the name of the vector column of class probabilities. Default <c>probability</c>.</summary>
    public string ProbabilityCol { get; init; } = "probability";

    /// <summary>Gets the name of the vector column of weighted sums. Default <c>rawPrediction</c>.</summary>
    public string RawPredictionCol { get; init; } = "rawPrediction";

    /// <summary>Gets the column of row weights ≥ 0. Default null: each row weighs 1.</summary>
    public string? WeightCol { get; init; }

    /// <summary>Gets the strength of the penalty; ≥ 0. Default 0. Greater draws coefficients to 0.</summary>
    [Range(0, double.MaxValue)]
    public double RegParam { get; init; }

    /// <summary>Gets the share of the penalty on absolute values, 0 (ridge) to 1 (lasso). Default 0.</summary>
    [Range(0d, 1d)]
    public double ElasticNetParam { get; init; }

    /// <summary>Gets whether intercepts are learned. Default true.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>Gets whether the penalty is on the coefficients of features scaled to unit deviation. Default true.</summary>
    public bool Standardization { get; init; } = true;

    /// <summary>Gets the form: <c>binomial</c>, <c>multinomial</c>, or <c>auto</c>: binomial for one or two classes. Default <c>auto</c>.</summary>
    [AllowedValues("auto", "binomial", "multinomial")]
    public string Family { get; init; } = "auto";

    /// <summary>Gets the probability above which a row of two classes is predicted 1; in [0, 1]. Default 0.5.</summary>
    [Range(0d, 1d)]
    public double Threshold { get; init; } = 0.5;

    /// <summary>
    /// Gets one number ≥ 0 a class, at most one of them 0: the class with the largest probability / threshold is predicted. Default empty: the most probable.
    /// </summary>
    public ImmutableArray<double> Thresholds { get; init; } = [];

    /// <summary>Gets the most iterations; ≥ 0. Default 100.</summary>
    [Range(0, int.MaxValue)]
    public int MaxIter { get; init; } = 100;

    /// <summary>Gets the tolerance; ≥ 0. Default 1e-6.</summary>
    [Range(0, double.MaxValue)]
    public double Tol { get; init; } = 1e-6;

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.LabelAndWeight(LabelCol, WeightCol);
        ClassThresholds.Check(check, Thresholds);
        return Model([], [], 2, [], ClassNames(input), 0).OutputSchema(check);
    }

    /// <inheritdoc/>
    public LogisticRegressionModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var rows = LinearRows.Of(this, data, FeaturesCol, LabelCol, WeightCol, cancel);
        var names = ClassNames(data.Schema);
        var classWeights = ClassWeights(rows, names.Length);
        var isMultinomial = Family == "multinomial" || (Family == "auto" && classWeights.Length > 2);
        if (!isMultinomial && classWeights.Length > 2)
            throw new ArgumentException(
                $"LogisticRegression: Family 'binomial' takes labels 0 and 1, but '{LabelCol}' has {classWeights.Length} classes. "
                    + "Set Family to 'auto' or 'multinomial'.");
        ClassThresholds.RequireOneEach(this, Thresholds, classWeights.Length);

        var deviations = rows.Moments.SampleDeviation();
        if (FitIntercept && classWeights.Count(weight => weight != 0) == 1) return OneClass(classWeights, deviations, isMultinomial, names);

        var penalty = new LinearPenalty(RegParam, ElasticNetParam, Standardization, deviations);
        return isMultinomial ? FitMultinomial(rows, classWeights, penalty, names, cancel) : FitBinomial(rows, classWeights, penalty, names, cancel);
    }

    ImmutableArray<string> ClassNames(Schema input) => input.Find(LabelCol)?.Nominal ?? [];

    LogisticRegressionModel FitBinomial(LinearRows rows, double[] classWeights, LinearPenalty penalty, ImmutableArray<string> names, CancellationToken cancel)
    {
        var loss = new BinomialLoss(rows, penalty, FitIntercept);
        var start = new double[penalty.Deviations.Length + 1];
        if (FitIntercept) start[^1] = Math.Log(classWeights[1] / classWeights[0]);
        var minimum = QuasiNewton.Minimise((point, gradient) => loss.At(point, gradient, cancel), start, penalty.Lasso(1), MaxIter, Tol, cancel);
        var (coefficients, intercept) = loss.OnDataScale(minimum.Point);
        return Model(coefficients, [intercept], Math.Max(2, classWeights.Length), penalty.Deviations, names, minimum.Iterations);
    }

    LogisticRegressionModel FitMultinomial(LinearRows rows, double[] classWeights, LinearPenalty penalty, ImmutableArray<string> names,
        CancellationToken cancel)
    {
        var loss = new MultinomialLoss(rows, penalty, FitIntercept, classWeights.Length);
        var minimum = QuasiNewton.Minimise((point, gradient) => loss.At(point, gradient, cancel), loss.Start(classWeights),
            penalty.Lasso(classWeights.Length), MaxIter, Tol, cancel);
        var (coefficients, intercepts) = loss.OnDataScale(minimum.Point);
        return Model(coefficients, intercepts, classWeights.Length, penalty.Deviations, names, minimum.Iterations);
    }

    LogisticRegressionModel OneClass(double[] classWeights, double[] deviations, bool isMultinomial, ImmutableArray<string> names)
    {
        var only = Array.FindIndex(classWeights, weight => weight != 0);
        if (!isMultinomial)
            return Model(new double[deviations.Length], [only == 1 ? double.PositiveInfinity : double.NegativeInfinity], 2, deviations, names, 0);

        var intercepts = new double[classWeights.Length];
        intercepts[only] = double.PositiveInfinity;
        return Model(new double[classWeights.Length * deviations.Length], intercepts, classWeights.Length, deviations, names, 0);
    }

    LogisticRegressionModel Model(double[] coefficients, double[] intercepts, int classes, double[] deviations, ImmutableArray<string> names,
        int iterations) => new()
    {
        FeaturesCol = FeaturesCol,
        RawPredictionCol = RawPredictionCol,
        ProbabilityCol = ProbabilityCol,
        PredictionCol = PredictionCol,
        CoefficientMatrix = [.. coefficients],
        InterceptVector = [.. intercepts],
        NumClasses = classes,
        Thresholds = !Thresholds.IsDefaultOrEmpty ? Thresholds : intercepts.Length == 1 ? [1 - Threshold, Threshold] : [],
        ClassNames = names,
        Deviations = [.. deviations],
        TotalIterations = iterations,
    };

    double[] ClassWeights(LinearRows rows, int named)
    {
        var labels = rows.Labels.Span;
        var weights = new double[TrainingColumns.CountClasses(this, labels, LabelCol, named)];
        for (var row = 0; row < labels.Length; row++) weights[(int)labels[row]] += rows.WeightOf(row);
        return weights;
    }
}
