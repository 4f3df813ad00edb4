using System.Diagnostics;
using Panta.Data.Tables;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;

namespace Panta.Learning.Benchmarks;

/// <summary>Our side of each case: the best of three fits, and the metric on held-out rows.</summary>
sealed class Cases(Table table, int rows)
{
    readonly Table _training = Assembled(table.Slice(0, rows));
    readonly Table _test = Assembled(table.Slice(rows, table.RowCount - rows));

    public IEnumerable<string> Names => ["boosting-classifier", "boosting-regressor", "forest-classifier", "forest-regressor", "logistic-regression", "scoring"];

    public (double Seconds, double Metric) Run(string name) => name switch
    {
        "boosting-classifier" => Time(new HistGradientBoostingClassifier { InputCols = [.. AirlineRows.Features], LabelCol = "delayed" }, Auc),
        "boosting-regressor" => Time(new HistGradientBoostingRegressor { InputCols = [.. AirlineRows.Features], LabelCol = "delay" }, Rmse),
        "forest-classifier" => Time(new RandomForestClassifier { LabelCol = "delayed" }, Auc),
        "forest-regressor" => Time(new RandomForestRegressor { LabelCol = "delay" }, Rmse),
        "logistic-regression" => Time(new LogisticRegression { LabelCol = "delayed", RegParam = 1.0 / rows }, Auc),
        "scoring" => TimeScoring(),
        _ => throw new ArgumentException($"There is no case '{name}'. Cases: {string.Join(", ", Names)}."),
    };

    (double Seconds, double Metric) Time(IEstimator estimator, Func<Table, double> metric)
    {
        var (best, model) = (double.MaxValue, default(ITransformer));
        for (var run = 0; run < 3; run++)
        {
            var watch = Stopwatch.StartNew();
            model = estimator.Fit(_training);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return (best, metric(model!.Transform(_test)));
    }

    /// <summary>All training rows through boosted trees that were learned beforehand.</summary>
    (double Seconds, double Metric) TimeScoring()
    {
        var model = new HistGradientBoostingRegressor { InputCols = [.. AirlineRows.Features], LabelCol = "delay" }.Fit(_training);
        var best = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var watch = Stopwatch.StartNew();
            model.Transform(_training);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return (best, Rmse(model.Transform(_test)));
    }

    static Table Assembled(Table table) =>
        table.With("features", VectorColumn.View([.. AirlineRows.Features.Select(name => table[name])], table.RowCount));

    static double Rmse(Table scored)
    {
        var (labels, predictions) = (scored.Numbers("delay"), scored.Numbers("prediction"));
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++) sum += Math.Pow(labels.Span[i] - predictions.Span[i], 2);
        return Math.Sqrt(sum / labels.Length);
    }

    static double Auc(Table scored)
    {
        var labels = scored.Numbers("delayed").ToArray();
        var scores = ((VectorColumn)scored["probability"]).Slot(1).ToArray();
        Array.Sort(scores, labels);
        var (ranks, positives) = (0.0, labels.Sum());
        for (int start = 0, end; start < scores.Length; start = end)
        {
            for (end = start + 1; end < scores.Length && scores[end] == scores[start];) end++;
            for (var i = start; i < end; i++) ranks += labels[i] * (start + end + 1) / 2.0;
        }
        return (ranks - positives * (positives + 1) / 2) / (positives * (labels.Length - positives));
    }
}
