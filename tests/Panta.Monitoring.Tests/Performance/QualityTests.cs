using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Monitoring.Distributions;
using Panta.Monitoring.Monitors;
using Panta.Monitoring.Performance;
using Panta.Tests;

namespace Panta.Monitoring.Tests.Performance;

public sealed class QualityTests
{
    static readonly DateTimeOffset Start = new(2012, 1, 2, 0, 0, 0, TimeSpan.Zero);

    [SharedFact("golden/statistics/metrics/regression.json")]
    public void Errors_agree_with_scikit_learn()
    {
        var checkedCases = 0;
        foreach (var item in Golden.Cases("metrics/regression.json"))
        {
            if (!item.TryGetProperty("input", out var input) || input.GetProperty("truth").ValueKind != System.Text.Json.JsonValueKind.Array) continue;
            if (input.TryGetProperty("weight", out _) || item.TryGetProperty("parameters", out _)) continue;
            var (truth, prediction, expected) = (input.Numbers("truth"), input.Numbers("prediction"), item.GetProperty("expected"));
            if (!truth.Concat(prediction).All(double.IsFinite) || truth.Length == 0) continue;

            var quality = Quality.OfNumbers(prediction, truth, Hours(truth.Length));

            checkedCases++;
            Golden.Close(expected.Number("mae"), quality.Mae!.Value.Value, 1e-9, $"{item.Name()} mae");
            Golden.Close(expected.Number("rmse"), quality.Rmse!.Value.Value, 1e-9, $"{item.Name()} rmse");
        }
        Assert.True(checkedCases > 3, $"only {checkedCases} cases");
    }

    [Fact]
    public void The_interval_of_an_error_is_the_t_interval_of_days_when_days_have_equal_rows()
    {
        double[] daily = [3, 5, 4, 8, 6, 7, 2];
        var predictions = daily.SelectMany(error => Enumerable.Repeat(error, 24)).ToArray();

        var mae = Quality.OfNumbers(predictions, new double[168], Hours(168)).Mae!.Value;

        var deviation = Math.Sqrt(daily.Sum(error => Math.Pow(error - daily.Average(), 2)) / 6);
        var half = StudentT.Quantile(0.975, 6) * deviation / Math.Sqrt(7);
        Assert.Equal(5, mae.Value, 12);
        Assert.Equal(5 - half, mae.Lower!.Value, 12);
        Assert.Equal(5 + half, mae.Upper!.Value, 12);
    }

    [Fact]
    public void Rows_without_a_finite_pair_are_left_out_and_counted()
    {
        var quality = Quality.OfNumbers([1, double.NaN, 3], [2, 2, double.PositiveInfinity], Hours(3));

        Assert.Equal((1, 2, 1d), (quality.Labels, quality.Dropped, quality.Mae!.Value.Value));
        Assert.Null(quality.Mae!.Value.Lower);
    }

    [Fact]
    public void An_accuracy_far_under_its_level_is_no_chance()
    {
        // P(X ≤ 160 | 192, 0.94) by summing the binomial probabilities.
        var naive = Enumerable.Range(0, 161).Sum(k => Binomial.Probability(k, 192, 0.94));

        var p = Quality.OfClasses(160, 192).PValueAgainst(KpiMetric.Accuracy, 0.94);

        Assert.Equal(naive, p!.Value, naive * 1e-10);
    }

    [Fact]
    public void The_p_value_of_an_error_at_its_level_is_one_half()
    {
        var quality = Quality.OfNumbers([1, 2, 3, 4], new double[4], [Start, Start.AddDays(1), Start.AddDays(2), Start.AddDays(3)]);

        Assert.Equal(0.5, quality.PValueAgainst(KpiMetric.Mae, 2.5)!.Value, 12);
        Assert.True(quality.PValueAgainst(KpiMetric.Mae, 0.5) < 0.05);
    }

    [Fact]
    public void Labelled_rows_of_the_prediction_log_are_measured_by_their_columns()
    {
        var rows = Table.Of(
            ("event_time", new Column<long>(DataType.Timestamp, new long[] { 0, 3_600_000_000, 7_200_000_000 })),
            ("output.prediction", new Column<double>(DataType.Float64, new double[] { 1, 0, 1 })),
            ("label", new Column<int>(DataType.Int32, new[] { 1, 1, 1 }, Validity.Of(3, row => row != 2))));

        var (classes, errors) = (LabelledRows.Classes(rows), LabelledRows.Errors(rows));

        Assert.Equal((2, 1, 1), (classes.Labels, classes.Correct, classes.Dropped));
        Assert.Equal((2, 0.5), (errors.Labels, errors.Mae!.Value.Value));
    }

    [Fact]
    public void Classes_by_name_are_compared_as_text() =>
        Assert.Equal([true, false, null], LabelledRows.Hits(TextColumn.Of(["good", "good", null]), TextColumn.Of(["good", "bad", "bad"])));

    static DateTimeOffset[] Hours(int count) => [.. Enumerable.Range(0, count).Select(hour => Start.AddHours(hour))];
}
