using Panta.Data.Tables;
using Panta.Data.Windows;
using Panta.Learning.Baselines;
using Panta.Learning.Pipelines;
using Panta.Monitoring.Monitors;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Promotion;

/// <summary>Predictions on rows that the model which made them had not seen: the newest rows, or each fold by a model of the others.</summary>
/// <param name="Rows">Numbers of the rows, ascending.</param>
/// <param name="Predictions">The prediction for each of them.</param>
public sealed record HeldOut(int[] Rows, double[] Predictions)
{
    /// <summary>The param by which a run says that its metrics were measured on held-out rows, and on how many.</summary>
    public const string RowsParam = "held_out_rows";

    /// <summary>Fits a pipeline without the held-out rows and predicts them.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="rows">Features and target.</param>
    /// <param name="times">Event time of each row, µs; ascending or not.</param>
    /// <param name="split">Which rows are held out. Neither given: five folds.</param>
    /// <param name="seed">Sets the folds.</param>
    /// <param name="cancel">Ends the fit.</param>
    /// <exception cref="ArgumentException">Nothing is left to learn from or to judge on.</exception>
    public static HeldOut Predict(Pipeline pipeline, Table rows, ReadOnlySpan<long> times, Split split, int seed, CancellationToken cancel)
    {
        double[] Learn(Table learned, Table judged) => PredictionsOf(pipeline.Fit(learned, cancel).Transform(judged));
        return split.Holdout is { } holdout ? Newest(Learn, rows, times, holdout) : Folds(Learn, rows, split.Folds ?? 5, seed);
    }

    /// <summary>Predicts held-out rows by what any model has to beat: the mean of the others' target, or its most frequent class.</summary>
    /// <param name="metric">Accuracy asks for the most frequent class, errors for the mean.</param>
    /// <param name="target">The column of the target.</param>
    /// <param name="rows">Features and target.</param>
    /// <param name="times">Event time of each row, µs.</param>
    /// <param name="split">Which rows are held out.</param>
    /// <param name="seed">Sets the folds.</param>
    /// <param name="cancel">Ends the fit.</param>
    public static HeldOut Baseline(KpiMetric metric, string target, Table rows, ReadOnlySpan<long> times, Split split, int seed, CancellationToken cancel) =>
        Predict(
            new Pipeline(metric == KpiMetric.Accuracy ? new DummyClassifier { LabelCol = target } : new DummyRegressor { LabelCol = target }),
            rows, times, split, seed, cancel);

    /// <summary>The rows that a split holds out.</summary>
    /// <param name="times">Event time of each row, µs.</param>
    /// <param name="split">The split.</param>
    public static int[] RowsOf(ReadOnlySpan<long> times, Split split)
    {
        if (split.Holdout is not { } holdout || times.IsEmpty) return [.. Enumerable.Range(0, times.Length)];

        var cut = CutOf(times, holdout);
        var rows = new List<int>();
        for (var i = 0; i < times.Length; i++)
            if (times[i] >= cut) rows.Add(i);
        return [.. rows];
    }

    /// <summary>The predictions of some of the rows.</summary>
    /// <param name="rows">Numbers of rows that are held out.</param>
    public double[] Of(int[] rows) => [.. rows.Select(row => Predictions[Array.BinarySearch(Rows, row)])];

    static HeldOut Newest(Func<Table, Table, double[]> predict, Table rows, ReadOnlySpan<long> times, Duration holdout)
    {
        var judged = RowsOf(times, new() { Holdout = holdout });
        var learned = Enumerable.Range(0, rows.RowCount).Except(judged).ToArray();
        if (learned.Length == 0 || judged.Length == 0)
            throw new ArgumentException(
                $"{rows.RowCount} rows leave {learned.Length} to learn from and {judged.Length} to judge on when the newest {holdout} are held out. Widen the window.",
                nameof(rows));

        return new(judged, predict(rows.Take(learned), rows.Take(judged)));
    }

    static HeldOut Folds(Func<Table, Table, double[]> predict, Table rows, int folds, int seed)
    {
        if (rows.RowCount < 2 * folds) throw new ArgumentException($"{rows.RowCount} rows are too few for {folds} folds. Widen the window.", nameof(rows));

        var order = Enumerable.Range(0, rows.RowCount).ToArray();
        new Random(seed).Shuffle(order);
        var predictions = new double[rows.RowCount];
        for (var fold = 0; fold < folds; fold++)
        {
            var judged = order.Where((_, i) => i % folds == fold).Order().ToArray();
            var learned = order.Where((_, i) => i % folds != fold).Order().ToArray();
            var found = predict(rows.Take(learned), rows.Take(judged));
            for (var i = 0; i < judged.Length; i++) predictions[judged[i]] = found[i];
        }

        return new([.. Enumerable.Range(0, rows.RowCount)], predictions);
    }

    static long CutOf(ReadOnlySpan<long> times, Duration holdout)
    {
        var newest = long.MinValue;
        foreach (var time in times) newest = Math.Max(newest, time);

        // The end of the newest day, so that 14d are fourteen whole days.
        return new MovingWindow(holdout.Span).At(TumblingWindows.Days.Of(newest.ToInstant()).End).Start.ToMicroseconds();
    }

    internal static double[] PredictionsOf(Table scored)
    {
        if (!scored.Schema.Contains("prediction"))
            throw new ArgumentException(
                "The pipeline makes no column 'prediction'. Its last stage must be a classifier or a regressor with predictionCol 'prediction'.");

        return scored.Numbers("prediction").ToArray();
    }
}
