using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Learning.Evaluation;

/// <summary>
/// How well scores part two classes, whatever the threshold: the area under the ROC curve (the probability that a positive row scores above a negative one) or
/// under the precision-recall curve. spark.ml's <c>BinaryClassificationEvaluator</c>. Labels above 0.5 are positive; a missing label or score is an error.
/// Cost: n log n.
/// </summary>
/// <example><code>
/// var area = new BinaryClassificationEvaluator().Evaluate(model.Transform(table));
/// </code></example>
public sealed record BinaryClassificationEvaluator : Evaluator
{
    /// <summary>Gets the metric, in [0, 1]: <c>areaUnderROC</c> or <c>areaUnderPR</c>. Default <c>areaUnderROC</c>.</summary>
    [AllowedValues("areaUnderROC", "areaUnderPR")]
    public string MetricName { get; init; } = "areaUnderROC";

    /// <summary>Gets the column of labels, 0 and 1. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the column of scores: numbers, or vectors whose second slot counts. Default <c>rawPrediction</c>.</summary>
    public string RawPredictionCol { get; init; } = "rawPrediction";

    /// <summary>Gets the column of row weights ≥ 0. Default null: each row weighs 1.</summary>
    public string? WeightCol { get; init; }

    /// <summary>
    /// Gets about how many points the curve is thinned to where there are at least twice as many distinct scores; 0: none is left out. Default 1000.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int NumBins { get; init; } = 1000;

    /// <inheritdoc/>
    public override bool IsLargerBetter => true;

    /// <inheritdoc/>
    public override double Evaluate(DataFrame data, CancellationToken cancel = default)
    {
        Check();
        var rows = new List<(double Score, double Positive, double Negative)>();
        foreach (var batch in data.Batches(cancel)) Read(batch, rows);
        MeasuredRows.RequireSome(nameof(BinaryClassificationEvaluator), rows.Sum(row => row.Positive + row.Negative));

        var points = Thinned(ByScore(rows));
        return MetricName == "areaUnderROC" ? AreaUnderRoc(points) : AreaUnderPr(points);
    }

    void Read(Table batch, List<(double Score, double Positive, double Negative)> rows)
    {
        var labels = MeasuredRows.Numbers(nameof(BinaryClassificationEvaluator), batch, LabelCol).Span;
        var weights = MeasuredRows.Numbers(nameof(BinaryClassificationEvaluator), batch, WeightCol);
        var scores = Scores(batch).Span;
        for (var row = 0; row < labels.Length; row++)
        {
            var weight = MeasuredRows.WeightOf(weights, row);
            rows.Add(labels[row] > 0.5 ? (scores[row], weight, 0) : (scores[row], 0, weight));
        }
    }

    ReadOnlyMemory<double> Scores(Table batch)
    {
        if (batch[RawPredictionCol] is not VectorColumn vectors) return MeasuredRows.Numbers(nameof(BinaryClassificationEvaluator), batch, RawPredictionCol);
        if (vectors.Size < 2)
            throw new ArgumentException(
                $"{nameof(BinaryClassificationEvaluator)}: vectors in '{RawPredictionCol}' have {vectors.Size} slots; "
                    + "the score of the positive class is the second.");

        var scores = vectors.Slot(1);
        var missing = scores.Span.IndexOf(double.NaN);
        return missing < 0 ? scores : throw new ArgumentException(
            $"{nameof(BinaryClassificationEvaluator)}: column '{RawPredictionCol}' is null or NaN in row {missing}.");
    }

    // Weights of positives and negatives of each distinct score, the highest first.
    static List<(double Positive, double Negative)> ByScore(List<(double Score, double Positive, double Negative)> rows)
    {
        rows.Sort((a, b) => b.Score.CompareTo(a.Score));
        var points = new List<(double Positive, double Negative)>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (i == 0 || rows[i].Score != rows[i - 1].Score) points.Add((0, 0));
            points[^1] = (points[^1].Positive + rows[i].Positive, points[^1].Negative + rows[i].Negative);
        }

        return points;
    }

    // As Spark thins: every so many neighbours become one point.
    List<(double Positive, double Negative)> Thinned(List<(double Positive, double Negative)> points)
    {
        var grouping = NumBins == 0 ? 0 : points.Count / NumBins;
        return grouping < 2 ? points : [.. points.Chunk(grouping).Select(group => (group.Sum(point => point.Positive), group.Sum(point => point.Negative)))];
    }

    static double AreaUnderRoc(List<(double Positive, double Negative)> points)
    {
        var (positives, negatives) = (points.Sum(point => point.Positive), points.Sum(point => point.Negative));
        var curve = new List<(double X, double Y)> { (0, 0) };
        foreach (var (positive, negative) in Cumulated(points))
            curve.Add((negatives == 0 ? 0 : negative / negatives, positives == 0 ? 0 : positive / positives));
        curve.Add((1, 1));
        return Area(curve);
    }

    static double AreaUnderPr(List<(double Positive, double Negative)> points)
    {
        var positives = points.Sum(point => point.Positive);
        var curve =
            Cumulated(points).Select(point => (X: positives == 0 ? 0 : point.Positive / positives, Y: point.Positive / (point.Positive + point.Negative)))
                .ToList();
        curve.Insert(0, (0, curve[0].Y));
        return Area(curve);
    }

    static IEnumerable<(double Positive, double Negative)> Cumulated(List<(double Positive, double Negative)> points)
    {
        var (positive, negative) = (0d, 0d);
        foreach (var point in points) yield return (positive += point.Positive, negative += point.Negative);
    }

    static double Area(List<(double X, double Y)> curve) => curve.Zip(curve.Skip(1), (a, b) => (b.X - a.X) * (a.Y + b.Y) / 2).Sum();
}
