using Panta.Monitoring.Distributions;
using Panta.Monitoring.Monitors;

namespace Panta.Monitoring.Performance;

/// <summary>
/// How good the labelled predictions of a window were, with 95 % intervals. Immutable. Made by <see cref="OfClasses"/> or <see cref="OfNumbers"/>.
/// </summary>
public sealed record Quality
{
    Quality() { }

    /// <summary>How many predictions had a label.</summary>
    public required long Labels { get; init; }

    /// <summary>Rows left out because the prediction or the label was NaN or infinite. Default 0.</summary>
    public long Dropped { get; init; }

    /// <summary>How many equalled their label. Default null: a regression.</summary>
    public long? Correct { get; init; }

    /// <summary>Share of predictions equal to their label, in [0, 1], with Wilson's interval. Default null: a regression, or no labels.</summary>
    public Estimate? Accuracy { get; init; }

    /// <summary>Mean absolute error in the label's unit, with the t-interval over whole days. Default null: a classification, or no labels.</summary>
    public Estimate? Mae { get; init; }

    /// <summary>Root mean squared error in the label's unit, with the t-interval over whole days. Default null: a classification, or no labels.</summary>
    public Estimate? Rmse { get; init; }

    /// <summary>Mean of prediction − label, in the label's unit: over 0, the model predicts too much. Default null: a classification, or no labels.</summary>
    public double? MeanError { get; init; }

    /// <summary>Mean of the labels: what errors are put in proportion to. Default null: a classification, or no labels.</summary>
    public double? MeanLabel { get; init; }

    internal BlockMean? Absolute { get; init; }

    internal BlockMean? Squared { get; init; }

    /// <summary>Quality of predicted classes.</summary>
    /// <param name="correct">How many predictions equalled their label; 0 to <paramref name="labels"/>.</param>
    /// <param name="labels">How many predictions had a label.</param>
    /// <exception cref="ArgumentOutOfRangeException">The counts are negative or the wrong way round.</exception>
    public static Quality OfClasses(long correct, long labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correct, labels);
        return new() { Labels = labels, Correct = correct, Accuracy = labels == 0 ? null : Binomial.WilsonInterval(correct, labels) };
    }

    /// <summary>Quality of predicted numbers.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="labels">Their labels, row for row. Rows with a NaN or an infinity on either side are left out.</param>
    /// <param name="times">
    /// Event times, row for row: intervals resample whole UTC days, since the hours of a day err together. Within one day the rows are taken as
    /// independent.
    /// </param>
    /// <exception cref="ArgumentException">The three differ in length.</exception>
    /// <remarks>Cost: one pass, and a table of days.</remarks>
    public static Quality OfNumbers(ReadOnlySpan<double> predictions, ReadOnlySpan<double> labels, ReadOnlySpan<DateTimeOffset> times)
    {
        if (predictions.Length != labels.Length || times.Length != labels.Length)
            throw new ArgumentException(
                $"{predictions.Length} predictions, {labels.Length} labels and {times.Length} times: each row needs one of each.", nameof(labels));

        BlockMean.Sums absolute = new(), squared = new();
        double error = 0, label = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var e = predictions[i] - labels[i];
            if (!double.IsFinite(e)) continue;

            var day = times[i].UtcTicks / TimeSpan.TicksPerDay;
            absolute.Add(day, Math.Abs(e));
            squared.Add(day, e * e);
            error += e;
            label += labels[i];
        }
        if (absolute.Rows == 0) return new() { Labels = 0, Dropped = labels.Length };

        var (mae, mse) = (absolute.ToMean(), squared.ToMean());
        return new()
        {
            Labels = mae.Rows,
            Dropped = labels.Length - mae.Rows,
            Mae = mae.ToEstimate(),
            Rmse = mse.ToRootEstimate(),
            MeanError = error / mae.Rows,
            MeanLabel = label / mae.Rows,
            Absolute = mae,
            Squared = mse,
        };
    }

    /// <summary>The figure of <paramref name="metric"/>, or null where it is not defined.</summary>
    public Estimate? Find(KpiMetric metric) => metric switch
    {
        KpiMetric.Accuracy => Accuracy,
        KpiMetric.Mae => Mae,
        _ => Rmse,
    };

    /// <summary>Why <see cref="Find"/> answers null for <paramref name="metric"/>.</summary>
    public string WhyNot(KpiMetric metric) => (Labels, metric) switch
    {
        (0, _) => "it has no labels.",
        (_, KpiMetric.Accuracy) => "the model predicts numbers.",
        _ => "the model predicts classes.",
    };

    /// <summary>How likely a figure as bad as this one, or worse, is while the true quality is still <paramref name="level"/>.</summary>
    /// <param name="metric">The figure.</param>
    /// <param name="level">The level to hold it against, in the metric's unit.</param>
    /// <returns>
    /// For accuracy the exact binomial P(X ≤ correct); for errors the upper tail of the t-test over days. Null where the figure or its spread is not defined.
    /// </returns>
    public double? PValueAgainst(KpiMetric metric, double level) => metric switch
    {
        KpiMetric.Accuracy => Correct is { } correct && Labels > 0 ? Binomial.LowerTail(correct, Labels, Math.Clamp(level, 0, 1)) : null,
        KpiMetric.Mae => Absolute?.PValueAbove(level),
        _ => Squared?.PValueAbove(level * level),
    };
}
