using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Linear;

/// <summary>
/// A fitted logistic regression. Raw predictions are weighted sums (binomial: −m and m), probabilities their logistic function or softmax. A row with a NaN
/// feature has NaN in all three outputs, one without features (null) null.
/// </summary>
public sealed record LogisticRegressionModel : IFeatureImportances
{
    /// <summary>Gets the vector column.</summary>
    public required string FeaturesCol { get; init; }

    /// <summary>Gets the name of the vector column of weighted sums.</summary>
    public required string RawPredictionCol { get; init; }

    /// <summary>Gets the name of the vector column of class probabilities.</summary>
    public required string ProbabilityCol { get; init; }

    /// <summary>Gets the name of the column of predicted class indices.</summary>
    public required string PredictionCol { get; init; }

    /// <summary>Gets the coefficients row by row: one row of all slots (binomial: for class 1), or one a class.</summary>
    public required ImmutableArray<double> CoefficientMatrix { get; init; }

    /// <summary>Gets the intercept (binomial), or one a class.</summary>
    public required ImmutableArray<double> InterceptVector { get; init; }

    /// <summary>Gets the number of classes; ≥ 2 for binomial.</summary>
    public required int NumClasses { get; init; }

    /// <summary>Gets the thresholds, one a class; empty: the most probable class is predicted.</summary>
    public required ImmutableArray<double> Thresholds { get; init; }

    /// <summary>Gets the names of the classes; empty where the label column had none.</summary>
    public required ImmutableArray<string> ClassNames { get; init; }

    /// <summary>Gets the standard deviation of each slot in the rows learned from.</summary>
    public required ImmutableArray<double> Deviations { get; init; }

    /// <summary>Gets the iterations taken.</summary>
    public required int TotalIterations { get; init; }

    /// <summary>Gets the number of slots.</summary>
    public int NumFeatures => Deviations.Length;

    /// <summary>Gets whether each class has its own coefficients.</summary>
    public bool IsMultinomial => InterceptVector.Length > 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public ImmutableArray<double> FeatureImportances
    {
        get
        {
            var sizes = Enumerable.Range(0, NumFeatures)
                .Select(slot => Enumerable.Range(0, InterceptVector.Length).Sum(k => Math.Abs(CoefficientMatrix[k * NumFeatures + slot])));
            return LinearScores.Importances([.. sizes], Deviations);
        }
    }

    ClassificationColumns Columns => new(RawPredictionCol, ProbabilityCol, PredictionCol, ClassNames);

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var output = OutputSchema(data.Schema);
        var features = data.AsVectors(FeaturesCol);
        LinearScores.RequireSize(nameof(LogisticRegressionModel), FeaturesCol, features.Size, NumFeatures);

        var classes = IsMultinomial ? NumClasses : 2;
        var (raw, probability, prediction) = (new double[data.RowCount * classes], new double[data.RowCount * classes], new double[data.RowCount]);
        var matrix = new DesignMatrix(features);
        for (var k = 0; k < InterceptVector.Length; k++)
        {
            var scores = LinearScores.Of(matrix, CoefficientMatrix.AsMemory().Slice(k * NumFeatures, NumFeatures), InterceptVector[k]);
            for (var row = 0; row < scores.Length; row++) raw[row * classes + (IsMultinomial ? k : 1)] = scores[row];
        }

        for (var row = 0; row < prediction.Length; row++)
        {
            var sums = raw.AsSpan(row * classes, classes);
            var shares = probability.AsSpan(row * classes, classes);
            if (IsMultinomial) Softmax(sums, shares);
            else Logistic(sums, shares);
            prediction[row] = Predict(shares);
        }

        return data.With(output, Columns.Of(features.Validity, classes, raw, probability, prediction));
    }

    internal Schema OutputSchema(StageCheck check)
    {
        check.Vector("FeaturesCol", FeaturesCol);
        Columns.Check(check);
        check.Throw();
        return Columns.AddTo(check.Input, check.Input[FeaturesCol].Nullable);
    }

    // spark.ml's rule for two classes is a threshold of the second's probability.
    double Predict(ReadOnlySpan<double> probabilities) =>
        double.IsNaN(probabilities[0]) ? double.NaN
        : probabilities.Length == 2 && Thresholds.Length == 2 ? probabilities[1] > Thresholds[1] / (Thresholds[0] + Thresholds[1]) ? 1 : 0
        : ClassThresholds.Choose(probabilities, Thresholds.AsSpan());

    static void Logistic(Span<double> sums, Span<double> shares)
    {
        sums[0] = -sums[1];
        shares[0] = 1 / (1 + Math.Exp(sums[1]));
        shares[1] = 1 / (1 + Math.Exp(sums[0]));
    }

    static void Softmax(ReadOnlySpan<double> sums, Span<double> shares)
    {
        var (largest, at) = (sums[0], 0);
        for (var k = 1; k < sums.Length; k++)
            if (sums[k] > largest)
                (largest, at) = (sums[k], k);

        if (double.IsPositiveInfinity(largest))
        {
            shares.Clear();
            shares[at] = 1;
            return;
        }

        var total = 0d;
        for (var k = 0; k < shares.Length; k++) total += shares[k] = Math.Exp(sums[k] - largest);
        foreach (ref var share in shares) share /= total;
    }
}
