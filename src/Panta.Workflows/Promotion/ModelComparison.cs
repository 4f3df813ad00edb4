using Panta.Monitoring.Monitors;
using Panta.Monitoring.Performance;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Promotion;

/// <summary>Compares two models on the same rows, and holds the difference against what a promotion asks for.</summary>
public static class ModelComparison
{
    const long MicrosecondsOfDay = 86_400L * 1_000_000;

    /// <summary>Compares a challenger with the champion, or with a baseline where there is no champion.</summary>
    /// <param name="metric">What they are compared by.</param>
    /// <param name="labels">The truth, a row each.</param>
    /// <param name="times">Event time of each row, µs: errors of one day are resampled together.</param>
    /// <param name="champion">The champion's predictions, or null.</param>
    /// <param name="challenger">The challenger's predictions.</param>
    /// <param name="baseline">The baseline's predictions.</param>
    /// <param name="promote">What a promotion asks for.</param>
    /// <param name="seed">Sets the resamples.</param>
    public static Verdict Compare(KpiMetric metric, double[] labels, long[] times, double[]? champion, double[] challenger, double[] baseline, Promote promote, int seed)
    {
        var other = champion ?? baseline;
        var verdict = metric == KpiMetric.Accuracy ? OfClasses(labels, other, challenger, promote) : OfErrors(metric, labels, times, other, challenger, promote, seed);
        return verdict with { Champion = champion is null ? null : Figure(metric, labels, champion), Baseline = Figure(metric, labels, baseline) };
    }

    /// <summary>A model's figure on labelled rows.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="labels">The truth.</param>
    /// <param name="predictions">The predictions, row for row.</param>
    public static double Figure(KpiMetric metric, ReadOnlySpan<double> labels, ReadOnlySpan<double> predictions)
    {
        double sum = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var error = predictions[i] - labels[i];
            sum += metric switch { KpiMetric.Accuracy => error == 0 ? 1 : 0, KpiMetric.Mae => Math.Abs(error), _ => error * error };
        }

        var mean = sum / labels.Length;
        return metric == KpiMetric.Rmse ? Math.Sqrt(mean) : mean;
    }

    static Verdict OfClasses(double[] labels, double[] champion, double[] challenger, Promote promote)
    {
        var (first, second) = (Right(labels, champion), Right(labels, challenger));
        var found = PairedComparison.OfClasses(first, second);
        return new()
        {
            Metric = KpiMetric.Accuracy,
            Challenger = found.Challenger,
            Baseline = found.Champion,
            Rows = labels.Length,
            Difference = found.Improvement,
            Lower = found.Lower,
            Upper = found.Upper,
            PValue = found.PValue,
            RightWhereOtherWrong = labels.Where((_, i) => second[i] && !first[i]).Count(),
            WrongWhereOtherRight = labels.Where((_, i) => first[i] && !second[i]).Count(),
            Test = found.Method,
            ByMargin = found.Improvement > 0 && found.Improvement >= promote.Margin,
            Significant = found.PValue < promote.Alpha,
        };
    }

    static Verdict OfErrors(KpiMetric metric, double[] labels, long[] times, double[] champion, double[] challenger, Promote promote, int seed)
    {
        double[] Loss(double[] predictions) =>
            [.. labels.Select((label, i) => metric == KpiMetric.Mae ? Math.Abs(predictions[i] - label) : (predictions[i] - label) * (predictions[i] - label))];
        var found = PairedComparison.OfErrors(Loss(champion), Loss(challenger), [.. times.Select(time => time / MicrosecondsOfDay)], seed);
        var (old, figure) = (Figure(metric, labels, champion), Figure(metric, labels, challenger));
        return new()
        {
            Metric = metric,
            Challenger = figure,
            Baseline = old,
            Rows = labels.Length,
            Difference = figure - old,
            Lower = metric == KpiMetric.Mae ? -found.Upper : null,
            Upper = metric == KpiMetric.Mae ? -found.Lower : null,
            PValue = found.PValue,
            Test = found.Method,
            ByMargin = old - figure > 0 && old - figure >= promote.Margin * old,
            Significant = found.Lower > 0 && found.PValue < promote.Alpha,
        };
    }

    static bool[] Right(double[] labels, double[] predictions) => [.. labels.Select((label, i) => predictions[i] == label)];
}
