using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Baselines;

/// <summary>
/// Predicts the same number for every row, whatever its features: what a real model must beat. scikit-learn's <c>DummyRegressor</c>.
/// </summary>
/// <remarks>A null or NaN label is an error; features are not read. Cost: one pass; n log n for the median.</remarks>
/// <example><code> var mean = new DummyRegressor { LabelCol = "rentals" }.Fit(table).Value;
/// </code></example>
public sealed record DummyRegressor : IEstimator<DummyRegressionModel>
{
    /// <summary>Gets the numeric column to learn. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the name of the column of predictions. Default <c>prediction</c>.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets what is predicted: the labels' <c>mean</c> (least squared error) or <c>median</c> (least absolute error). Default <c>mean</c>.</summary>
    [AllowedValues("mean", "median")]
    public string Strategy { get; init; } = "mean";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.Numeric("LabelCol", LabelCol);
        return new DummyRegressionModel(PredictionCol, 0).OutputSchema(check);
    }

    /// <inheritdoc/>
    public DummyRegressionModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);
        cancel.ThrowIfCancellationRequested();

        var labels = new TrainingColumns(this, data.Select(LabelCol).ToTable(cancel)).Labels(LabelCol);
        if (Strategy == "mean") return new(PredictionCol, Moments.Of(new(labels), default, cancel).Mean[0]);

        var sorted = labels.ToArray();
        Array.Sort(sorted);
        return new(PredictionCol, (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
    }
}
