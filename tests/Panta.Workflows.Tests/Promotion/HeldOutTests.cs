using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;
using Panta.Learning.Features;
using Panta.Monitoring.Monitors;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Promotion;

public sealed class HeldOutTests
{
    const long Day = 86_400L * 1_000_000;

    static readonly Pipeline Line = new(new VectorAssembler { InputCols = ["x"], OutputCol = "features" }, new LinearRegression { LabelCol = "y" });

    [Fact]
    public void The_newest_whole_days_are_held_out()
    {
        var times = Enumerable.Range(0, 48).Select(hour => hour * Day / 24).ToArray();

        Assert.Equal([.. Enumerable.Range(24, 24)], HeldOut.RowsOf(times, new() { Holdout = new Duration(TimeSpan.FromDays(1)) }));
    }

    [Fact]
    public void Held_out_rows_are_not_learned_from()
    {
        var (rows, times) = Rows(40);
        var changed = rows.With("y", new Column<double>(DataType.Float64, ((Column<double>)rows["y"]).Span.ToArray().Select((y, i) => i < 20 ? y : 1000).ToArray()));

        var before = HeldOut.Predict(Line, rows, times, new() { Holdout = new Duration(TimeSpan.FromDays(20)) }, 7, default);
        var after = HeldOut.Predict(Line, changed, times, new() { Holdout = new Duration(TimeSpan.FromDays(20)) }, 7, default);

        Assert.Equal(before.Predictions, after.Predictions);
    }

    [Fact]
    public void Folds_predict_each_row_once_and_the_same_each_time()
    {
        var (rows, times) = Rows(40);

        var first = HeldOut.Predict(Line, rows, times, new() { Folds = 5 }, 7, default);
        var second = HeldOut.Predict(Line, rows, times, new() { Folds = 5 }, 7, default);

        Assert.Equal([.. Enumerable.Range(0, 40)], first.Rows);
        Assert.Equal(first.Predictions, second.Predictions);
    }

    [Fact]
    public void The_baseline_is_the_mean_or_the_commonest_class_of_the_rows_that_are_not_held_out()
    {
        var (rows, times) = Rows(40);
        var classed = rows.With("y", new Column<double>(DataType.Float64, Enumerable.Range(0, 40).Select(row => row is < 20 and > 5 ? 1.0 : 0.0).ToArray()));
        var split = new Split { Holdout = new Duration(TimeSpan.FromDays(20)) };

        var mean = HeldOut.Baseline(KpiMetric.Mae, "y", rows, times, split, 7, default);
        var commonest = HeldOut.Baseline(KpiMetric.Accuracy, "y", classed, times, split, 7, default);

        Assert.All(mean.Predictions, value => Assert.Equal(rows.Numbers("y").Span[..20].ToArray().Average(), value, 1e-12));
        Assert.Equal(Enumerable.Repeat(1.0, 20), commonest.Predictions);
        Assert.Equal(mean.Predictions[^2..], mean.Of([38, 39]));
    }

    [Fact]
    public void Too_few_rows_are_said_to_be_too_few()
    {
        var (rows, times) = Rows(6);

        Assert.Contains("6 rows are too few for 5 folds", Assert.Throws<ArgumentException>(() => HeldOut.Predict(Line, rows, times, new() { Folds = 5 }, 7, default)).Message);
    }

    static (Table Rows, long[] Times) Rows(int count)
    {
        var random = new Random(3);
        var x = Enumerable.Range(0, count).Select(_ => random.NextDouble()).ToArray();
        var y = x.Select(value => 2 * value + random.NextDouble()).ToArray();
        return (Table.Of(("x", new Column<double>(DataType.Float64, x)), ("y", new Column<double>(DataType.Float64, y))), [.. Enumerable.Range(0, count).Select(day => day * Day)]);
    }
}
