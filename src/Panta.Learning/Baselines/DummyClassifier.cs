using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Linear;
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
    const int MostClasses = 10_000;

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
        check.Output("RawPredictionCol", RawPredictionCol);
        check.Output("ProbabilityCol", ProbabilityCol);
        check.Output("PredictionCol", PredictionCol);
        check.Throw();
        return ClassificationColumns.AddTo(input, RawPredictionCol, ProbabilityCol, PredictionCol, input[LabelCol].Nominal ?? [], nullable: false);
    }

    /// <inheritdoc/>
    public DummyClassificationModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);
        cancel.ThrowIfCancellationRequested();

        var labels = Labels.Of(nameof(DummyClassifier), data.ToTable(cancel), LabelCol).Span;
        var names = data.Schema[LabelCol].Nominal ?? [];
        var counts = new double[names.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] != Math.Floor(labels[row]) || labels[row] < 0 || labels[row] >= (names.IsEmpty ? MostClasses : names.Length))
                throw new ArgumentException(
                    $"DummyClassifier: the label '{LabelCol}' is {labels[row]} in row {row}. "
                        + $"Labels are class indices 0 to {(names.IsEmpty ? MostClasses : names.Length) - 1}; a StringIndexer makes them from text.");
            if (labels[row] >= counts.Length) Array.Resize(ref counts, (int)labels[row] + 1);
            counts[(int)labels[row]]++;
        }

        var total = (double)labels.Length;
        return new(RawPredictionCol, ProbabilityCol, PredictionCol, [.. counts.Select(count => count / total)], names);
    }
}
