using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Learning.Evaluation;

/// <summary>
/// How far predicted numbers are from the labels: root mean squared error and its kin. spark.ml's <c>RegressionEvaluator</c>. A missing label or prediction is
/// an error. Cost: one pass (two numbers a row).
/// </summary>
/// <example><code>
/// var mae = new RegressionEvaluator { MetricName = "mae" }.Evaluate(model.Transform(table));
/// </code></example>
public sealed record RegressionEvaluator : Evaluator
{
    /// <summary>
    /// Gets the metric: <c>rmse</c>, <c>mse</c>, <c>mae</c> (units of the label, or their square; less is better), <c>r2</c> (share of the label's variance
    /// explained, ≤ 1) or <c>var</c> (mean squared deviation of the predictions from the labels' mean). Default <c>rmse</c>.
    /// </summary>
    [AllowedValues("rmse", "mse", "mae", "r2", "var")]
    public string MetricName { get; init; } = "rmse";

    /// <summary>Gets the numeric column of labels. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the numeric column of predictions. Default <c>prediction</c>.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets the column of row weights ≥ 0. Default null: each row weighs 1.</summary>
    public string? WeightCol { get; init; }

    /// <summary>Gets whether r2 compares with 0 instead of the labels' mean. Default false.</summary>
    public bool ThroughOrigin { get; init; }

    /// <inheritdoc/>
    public override bool IsLargerBetter => MetricName is "r2" or "var";

    /// <inheritdoc/>
    public override double Evaluate(DataFrame data, CancellationToken cancel = default)
    {
        Check();
        var sums = default(Sums);
        foreach (var batch in data.Batches(cancel)) Add(ref sums, batch);
        MeasuredRows.RequireSome(nameof(RegressionEvaluator), sums.Weight);
        return MetricName switch
        {
            "mse" => sums.SquaredError / sums.Weight,
            "mae" => sums.AbsoluteError / sums.Weight,
            "r2" => 1 - sums.SquaredError / (ThroughOrigin ? sums.SquaredLabel : sums.TotalSquares),
            "var" => (sums.SquaredPrediction + sums.Weight * sums.LabelMean * (sums.LabelMean - 2 * sums.Prediction / sums.Weight)) / sums.Weight,
            _ => Math.Sqrt(sums.SquaredError / sums.Weight),
        };
    }

    void Add(ref Sums sums, Table batch)
    {
        var labels = MeasuredRows.Numbers(nameof(RegressionEvaluator), batch, LabelCol).Span;
        var predictions = MeasuredRows.Numbers(nameof(RegressionEvaluator), batch, PredictionCol).Span;
        var weights = MeasuredRows.Numbers(nameof(RegressionEvaluator), batch, WeightCol);
        for (var row = 0; row < labels.Length; row++) sums.Add(labels[row], predictions[row], MeasuredRows.WeightOf(weights, row));
    }

    struct Sums
    {
        public double Weight, SquaredWeight, SquaredError, AbsoluteError, SquaredLabel, SquaredPrediction, Prediction, LabelMean, LabelDeviation;

        // Spark's total sum of squares is its unbiased weighted variance times (weight − 1); without weights that is the plain sum.
        public readonly double TotalSquares => SquaredWeight == Weight ? LabelDeviation : LabelDeviation / (Weight - SquaredWeight / Weight) * (Weight - 1);

        // The labels' deviation is summed by Welford's rule: it does not cancel where the mean is large.
        public void Add(double label, double prediction, double weight)
        {
            if (weight == 0) return;

            var error = label - prediction;
            Weight += weight;
            SquaredWeight += weight * weight;
            SquaredError += weight * error * error;
            AbsoluteError += weight * Math.Abs(error);
            SquaredLabel += weight * label * label;
            SquaredPrediction += weight * prediction * prediction;
            Prediction += weight * prediction;
            var delta = label - LabelMean;
            LabelMean += delta * weight / Weight;
            LabelDeviation += weight * delta * (label - LabelMean);
        }
    }
}
