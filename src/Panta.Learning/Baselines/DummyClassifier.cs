using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Baselines;

/// <summary>
/// Predicts the most frequent class for every row, with the classes' shares as probabilities: what a real model must beat. scikit-learn's
/// <c>DummyClassifier</c> with its strategy <c>prior</c>.
/// </summary>
/// <remarks>
/// Labels are class indices 0, 1, …; of equally frequent classes the first. A null or NaN label is an error; features are not read. Cost: one pass.
/// </remarks>
/// <example><code>
/// var shares = new DummyClassifier().Fit(table).Priors;
/// </code></example>
public sealed record DummyClassifier : IEstimator<DummyClassificationModel>
{
    /// <summary>Gets the column of class indices. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the name of the column of predicted class indices. Default <c>prediction</c>.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets the name of the vector column of class probabilities. Default <c>probability</c>.</summary>
    public string ProbabilityCol { get; init; } = "probability";

    /// <summary>Gets the name of the vector column of raw predictions: the probabilities' logarithms. Default <c>rawPrediction</c>.</summary>
    public string RawPredictionCol { get; init; } = "rawPrediction";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.Numeric("LabelCol", LabelCol);
        return Model([], input).OutputSchema(check);
    }

    /// <inheritdoc/>
    public DummyClassificationModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);
        cancel.ThrowIfCancellationRequested();

        var labels = new TrainingColumns(this, data.Select(LabelCol).ToTable(cancel)).Labels(LabelCol).Span;
        var counts = new double[TrainingColumns.CountClasses(this, labels, LabelCol, ClassNames(data.Schema).Length)];
        foreach (var label in labels) counts[(int)label]++;
        var total = (double)labels.Length;
        return Model([.. counts.Select(count => count / total)], data.Schema);
    }

    ImmutableArray<string> ClassNames(Schema input) => input.Find(LabelCol)?.Nominal ?? [];

    DummyClassificationModel Model(ImmutableArray<double> priors, Schema input) => new(RawPredictionCol, ProbabilityCol, PredictionCol, priors, ClassNames(input));
}
