using Panta.Data.Profiles;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Profiles;

public sealed class TableProfileTests
{
    [Fact]
    public void A_small_column_has_the_statistics_of_the_textbook()
    {
        var summary = Summary(Columns.Doubles(2, 4, 4, 4, 5, 5, 7, 9, null, double.NaN));

        var numbers = summary.Numbers!;
        Assert.Equal((10, 1, 1, 5L), (summary.RowCount, summary.NullCount, summary.NaNCount, summary.DistinctCount));
        Assert.Equal((8, 5, 2, 4, 4.5, 5.5, 9), (numbers.Count, numbers.Mean, numbers.Min, numbers.Q1, numbers.Median, numbers.Q3, numbers.Max));
        // The sum of squares is 32.
        Assert.Equal(Math.Sqrt(32 / 7.0), numbers.StandardDeviation, 1e-15);
        Assert.Equal(["4: 3", "5: 2", "2: 1", "7: 1", "9: 1"], summary.TopValues.Select(value => $"{value.Value}: {value.Count}"));
    }

    [SharedFact("data/bike_sharing/hour.csv")]
    public void Statistics_agree_with_those_of_DuckDB()
    {
        var table = Read.Csv(Shared.Path("data/bike_sharing/hour.csv")).ToTable();
        using var db = DuckDb.Open();
        db.Register("t", table);

        var profile = TableProfile.Of(table);

        foreach (var column in profile.Columns.Where(column => column.Field.Type.IsNumeric))
        {
            var x = DuckDb.Quote(column.Field.Name);
            var expected = db.Query($"""
                SELECT avg({x}) m, stddev_samp({x}) s, quantile_cont({x}::DOUBLE, 0.25) q1, median({x}::DOUBLE) q2, quantile_cont({x}::DOUBLE, 0.75) q3, count(DISTINCT {x})::DOUBLE d,
                  corr({x}::DOUBLE, cnt::DOUBLE) r FROM t
                """);
            double Value(string name) => (double)expected[name].Value(0)!;
            Assert.Equal(Value("m"), column.Numbers!.Mean, Math.Abs(Value("m")) * 1e-13);
            Assert.Equal(Value("s"), column.Numbers.StandardDeviation, Value("s") * 1e-12);
            Assert.Equal((Value("q1"), Value("q2"), Value("q3")), (column.Numbers.Q1, column.Numbers.Median, column.Numbers.Q3));
            Assert.Equal((long)Value("d"), column.DistinctCount);
            var names = profile.Correlations.Names;
            Assert.Equal(Value("r"), profile.Correlations[names.IndexOf(column.Field.Name), names.IndexOf("cnt")], 1e-12);
        }
    }

    [Fact]
    public void Correlations_use_rows_where_both_have_a_number()
    {
        var table = Table.Of(
            ("x", Columns.Doubles(1, 2, 3, null, 100)), ("y", Columns.Doubles(3, 2, 1, 50, double.NaN)), ("same", Columns.Doubles(5, 5, 5, 5, 5)), ("t", Columns.Texts("a", "b", "c", "d", "e")));

        var matrix = CorrelationMatrix.Of(table);

        Assert.Equal(["x", "y", "same"], matrix.Names.ToArray());
        Assert.Equal((-1, -1, 1), (matrix[0, 1], matrix[1, 0], matrix[2, 2]));
        Assert.Equal(double.NaN, matrix[0, 2]);
    }

    [Fact]
    public void A_large_mean_takes_no_digits_from_a_correlation()
    {
        var x = Enumerable.Range(0, 1000).Select(i => (double?)(1e9 + i % 7)).ToArray();

        var matrix = CorrelationMatrix.Of(Table.Of(("x", Columns.Doubles(x)), ("y", Columns.Doubles([.. x.Select(v => -2 * (v - 1e9))]))));

        Assert.Equal(-1, matrix[0, 1], 1e-12);
    }

    [Fact]
    public void Histograms_count_every_number_once()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var scale = Math.Pow(10, random.Next(-300, 300));
            var values = Enumerable.Range(0, random.Next(1, 500)).Select(_ => (double?)(random.NextDouble() - 0.5) * scale).ToArray();

            var histogram = Summary(Columns.Doubles(values)).Numbers!.Histogram;

            Assert.True(histogram.Counts.Sum() == values.Length && histogram.Edges.Length == histogram.Counts.Length + 1, $"seed {seed}");
            Assert.Equal((values.Min(), values.Max()), (histogram.Edges[0], histogram.Edges[^1]));
        }
    }

    [Fact]
    public void A_few_whole_numbers_have_a_bin_each()
    {
        var histogram = Summary(Columns.Ints(1, 1, 3, 4)).Numbers!.Histogram;

        Assert.Equal([0.5, 1.5, 2.5, 3.5, 4.5], histogram.Edges.ToArray());
        Assert.Equal([2, 0, 1, 1], histogram.Counts.ToArray());
    }

    [Fact]
    public void Infinities_and_single_numbers_have_a_place()
    {
        Assert.Equal(5, Summary(Columns.Doubles(double.NegativeInfinity, 0, 1, 2, double.PositiveInfinity, null)).Numbers!.Histogram.Counts.Sum());
        Assert.Equal([3L], Summary(Columns.Doubles(7, 7, 7)).Numbers!.Histogram.Counts.ToArray());
        Assert.Equal(double.NaN, Summary(Columns.Doubles(7)).Numbers!.StandardDeviation);
    }

    [Fact]
    public void Texts_times_and_empty_columns_are_summed_up_as_far_as_they_can_be()
    {
        var texts = Summary(Columns.Texts("b", "a", "b", null, "a", "c"));
        var times = Summary(Columns.Of(DataType.Timestamp, DateTimeOffset.UnixEpoch, null, DateTimeOffset.UnixEpoch.AddSeconds(2)));

        Assert.Equal(["a: 2", "b: 2", "c: 1"], texts.TopValues.Select(value => $"{value.Value}: {value.Count}"));
        Assert.Equal((3L, 1L, (NumberSummary?)null), (texts.DistinctCount, texts.NullCount, texts.Numbers));
        Assert.Equal((2L, 1e6, 2e6), (times.DistinctCount, times.Numbers!.Mean, times.Numbers.Max));
        Assert.Null(Summary(Columns.Doubles(null, double.NaN)).Numbers);
        Assert.Null(Summary(Columns.Of(DataType.Binary, new byte[1])).DistinctCount);
    }

    [Fact]
    public void The_report_shows_every_column_and_escapes_their_names()
    {
        var table = Table.Of(
            ("<script>alert(1)</script>", Columns.Doubles(1, 2.5, null)), ("y & z", Columns.Ints(1, 2, 4)), ("t", Columns.Texts("<b>", "", null)),
            ("at", Columns.Of(DataType.Timestamp, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), null)), ("v", Columns.Of(DataType.Vector, new[] { 1.0 }, null, null)));

        var html = ProfileReport.Html(table, "A \"small\" <table>");

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<b>", html);
        Assert.DoesNotContain("http", html);
        Snapshot.Match(html);
    }

    [Fact]
    public void An_empty_table_has_a_report_too()
    {
        var html = ProfileReport.Html(Table.Of(("x", Columns.Doubles()), ("t", Columns.Texts())), "nothing");

        Assert.Contains("No value to draw", html);
    }

    static ColumnSummary Summary(Column column) => TableProfile.Of(Table.Of(("x", column))).Columns[0];
}
