using Panta.Data.Schemas;
using Panta.Data.Summaries;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Summaries;

public sealed class TableSummaryTests
{
    [Fact]
    public void The_example_in_the_documentation_runs()
    {
        var summary = TableSummary.Of(Table.Of(("x", new Column<double>(DataType.Float64, new double[] { 1, 2, 6 }))));
        var mean = summary["x"].Mean;

        Assert.Equal(3, mean);
    }

    [Fact]
    public void Figures_of_one_to_nine_are_those_of_the_textbook()
    {
        var column = Summary([1, 2, 3, 4, 5, 6, 7, 8, 9]);

        Assert.Equal(5, column.Mean);
        Assert.Equal(Math.Sqrt(7.5), column.StandardDeviation!.Value, 1e-14);
        Assert.Equal([1.4, 3, 5, 7, 8.6], column.Quantiles.Select(quantile => Math.Round(quantile, 12)));
        Assert.Equal(("1", "9", 9L), (column.Minimum, column.Maximum, column.Distinct));
    }

    [Fact]
    public void Null_NaN_and_infinity_are_told_apart_and_left_out_of_the_figures()
    {
        var values = new Column<double>(DataType.Float64, new[] { 1, double.NaN, double.PositiveInfinity, 3, 0 }, Validity.Of(5, row => row < 4));

        var column = TableSummary.Of(Table.Of(("x", values)))["x"];

        Assert.Equal((1L, 1L, 1L, 2L), (column.Nulls, column.NaNs, column.Infinities, column.Distinct));
        Assert.Equal(2, column.Mean);
        Assert.Equal(0.4, column.MissingShare);
    }

    [Fact]
    public void Bars_hold_every_value_once()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 1000).Select(_ => random.NextDouble() * 50 - 25).ToArray();

        var bins = Summary(values).Bins;

        Assert.Equal(24, bins.Length);
        Assert.Equal(1000, bins.Sum(bin => bin.Count));
        for (var i = 0; i < bins.Length; i++)
            Assert.Equal(values.Count(value => value >= bins[i].From && (value < bins[i].To || i == bins.Length - 1)), bins[i].Count);
    }

    [Fact]
    public void The_widest_range_of_numbers_still_has_a_histogram()
    {
        var bins = Summary([double.MinValue, 0, double.MaxValue]).Bins;

        Assert.Equal(3, bins.Sum(bin => bin.Count));
        Assert.All(bins, bin => Assert.True(double.IsFinite(bin.From) && bin.From < bin.To));
    }

    [Fact]
    public void A_constant_has_one_bar_and_no_correlation()
    {
        var summary = TableSummary.Of(Table.Of(("x", Numbers([4, 4, 4])), ("y", Numbers([1, 2, 3]))));

        Assert.Equal([new HistogramBin(4, 4, 3)], summary["x"].Bins.ToArray());
        Assert.True(double.IsNaN(Assert.Single(summary.Correlations).Value));
    }

    [Fact]
    public void Correlation_agrees_with_the_textbook_formula()
    {
        var random = new Random(5);
        var x = Enumerable.Range(0, 500).Select(_ => 1e6 + random.NextDouble()).ToArray();
        var y = x.Select(value => 3 * value + random.NextDouble()).ToArray();

        var found = Assert.Single(TableSummary.Of(Table.Of(("x", Numbers(x)), ("y", Numbers(y)))).Correlations).Value;

        Assert.Equal(Naive(x, y), found, 1e-9);
        Assert.InRange(found, 0.9, 1);
    }

    [Fact]
    public void Texts_are_counted_most_frequent_first_and_equal_ones_by_alphabet()
    {
        var column = TableSummary.Of(Table.Of(("x", TextColumn.Of(["b", "a", null, "b", "c"]))))["x"];

        Assert.Equal([new ValueCount("b", 2), new("a", 1), new("c", 1)], column.Top.ToArray());
        Assert.Equal((3L, 1L, "a", "c"), (column.Distinct, column.Nulls, column.Minimum, column.Maximum));
    }

    [Fact]
    public void A_table_without_rows_has_columns_without_figures()
    {
        var summary = TableSummary.Of(Table.Empty(new(new Field("x", DataType.Float64), new Field("t", DataType.Timestamp), new Field("s", DataType.String))));

        Assert.All(summary.Columns, column => Assert.Equal((0L, 0L, null, 0.0), (column.Rows, column.Distinct, column.Minimum, column.MissingShare)));
    }

    [Fact]
    public void An_unknown_column_is_named_with_those_there_are()
    {
        var summary = TableSummary.Of(Table.Of(("x", Numbers([1]))));

        Assert.Contains("'y'", Assert.Throws<ColumnNotFoundException>(() => summary["y"]).Message);
    }

    static ColumnSummary Summary(double[] values) => TableSummary.Of(Table.Of(("x", Numbers(values))))["x"];

    static Column<double> Numbers(double[] values) => new(DataType.Float64, values);

    static double Naive(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var product = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return product / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }
}
