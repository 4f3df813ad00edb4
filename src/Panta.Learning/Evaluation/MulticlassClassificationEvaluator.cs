using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Learning.Evaluation;

/// <summary>
/// How often predicted classes are the labels: F1, accuracy, precision, recall, log loss and their kin. spark.ml's <c>MulticlassClassificationEvaluator</c>.
/// "Weighted" metrics are means over the classes by their share of the labels. A missing label or prediction is an error. Cost: one pass.
/// </summary>
/// <example><code>
/// var accuracy = new MulticlassClassificationEvaluator { MetricName = "accuracy" }.Evaluate(model.Transform(table));
/// </code></example>
public sealed record MulticlassClassificationEvaluator : Evaluator
{
    /// <summary>Gets the metric, in [0, 1] but for <c>logLoss</c> (≥ 0, nats). Default <c>f1</c>.</summary>
    [AllowedValues("f1", "accuracy", "weightedPrecision", "weightedRecall", "weightedTruePositiveRate", "weightedFalsePositiveRate", "weightedFMeasure",
        "truePositiveRateByLabel", "falsePositiveRateByLabel", "precisionByLabel", "recallByLabel", "fMeasureByLabel", "logLoss", "hammingLoss")]
    public string MetricName { get; init; } = "f1";

    /// <summary>Gets the column of labels: class indices. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the column of predicted class indices. Default <c>prediction</c>.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets the vector column of class probabilities; only log loss reads it. Default <c>probability</c>.</summary>
    public string ProbabilityCol { get; init; } = "probability";

    /// <summary>Gets the column of row weights ≥ 0. Default null: each row weighs 1.</summary>
    public string? WeightCol { get; init; }

    /// <summary>Gets the class that metrics "by label" are of; ≥ 0. Default 0.</summary>
    [Range(0, double.MaxValue)]
    public double MetricLabel { get; init; }

    /// <summary>Gets how much more recall counts than precision in F measures; &gt; 0. Default 1.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Beta { get; init; } = 1;

    /// <summary>Gets the least probability log loss takes, and 1 minus the greatest; in (0, 0.5). Default 1e-15.</summary>
    [Range(0, 0.5, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Eps { get; init; } = 1e-15;

    /// <inheritdoc/>
    public override bool IsLargerBetter => MetricName is not ("weightedFalsePositiveRate" or "falsePositiveRateByLabel" or "logLoss" or "hammingLoss");

    /// <inheritdoc/>
    public override double Evaluate(DataFrame data, CancellationToken cancel = default)
    {
        Check();
        if (MetricName == "logLoss") return LogLoss(data, cancel);

        var counts = new ConfusionCounts();
        foreach (var batch in data.Batches(cancel))
        {
            var labels = Numbers(batch, LabelCol).Span;
            var predictions = Numbers(batch, PredictionCol).Span;
            var weights = Numbers(batch, WeightCol);
            for (var row = 0; row < labels.Length; row++) counts.Add(labels[row], predictions[row], MeasuredRows.WeightOf(weights, row));
        }

        MeasuredRows.RequireSome(nameof(MulticlassClassificationEvaluator), counts.Total);
        return MetricName switch
        {
            "f1" => counts.Weighted(label => counts.FMeasure(label, 1)),
            "accuracy" => counts.Accuracy,
            "hammingLoss" => 1 - counts.Accuracy,
            "weightedPrecision" => counts.Weighted(counts.Precision),
            "weightedRecall" or "weightedTruePositiveRate" => counts.Weighted(counts.Recall),
            "weightedFalsePositiveRate" => counts.Weighted(counts.FalsePositiveRate),
            "weightedFMeasure" => counts.Weighted(label => counts.FMeasure(label, Beta)),
            "precisionByLabel" => counts.Precision(MetricLabel),
            "falsePositiveRateByLabel" => counts.FalsePositiveRate(MetricLabel),
            "fMeasureByLabel" => counts.FMeasure(MetricLabel, Beta),
            _ => counts.Recall(MetricLabel),
        };
    }

    static ReadOnlyMemory<double> Numbers(Table batch, string? column) => MeasuredRows.Numbers(nameof(MulticlassClassificationEvaluator), batch, column);

    double LogLoss(DataFrame data, CancellationToken cancel)
    {
        var (loss, total) = (0d, 0d);
        foreach (var batch in data.Batches(cancel))
        {
            var labels = Numbers(batch, LabelCol).Span;
            var weights = Numbers(batch, WeightCol);
            var probabilities = batch[ProbabilityCol] as VectorColumn ?? throw new ArgumentException(
                $"{nameof(MulticlassClassificationEvaluator)}: log loss needs vectors of probabilities, but column '{ProbabilityCol}' is "
                    + $"{batch[ProbabilityCol].Type}.");
            var row = new double[probabilities.Size];
            for (var i = 0; i < labels.Length; i++)
            {
                probabilities.CopyRow(i, row);
                loss += MeasuredRows.WeightOf(weights, i) * Surprise(row, labels[i], i);
                total += MeasuredRows.WeightOf(weights, i);
            }
        }

        MeasuredRows.RequireSome(nameof(MulticlassClassificationEvaluator), total);
        return loss / total;
    }

    double Surprise(double[] probabilities, double label, int row)
    {
        if (!(label >= 0 && label < probabilities.Length && label == Math.Floor(label)))
            throw new ArgumentException(
                $"{nameof(MulticlassClassificationEvaluator)}: the label in row {row} is {label}, but there are probabilities of classes 0 to "
                    + $"{probabilities.Length - 1}.");

        return -Math.Log(Math.Clamp(probabilities[(int)label], Eps, 1 - Eps));
    }
}
