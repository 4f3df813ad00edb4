using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Tests.Golden;
using Panta.Data.Tests.Splits;
using Panta.Tests;

namespace Panta.Data.Tests.Frames;

/// <summary>Statistics and missing values against Spark 4.2.1 (golden/spark-ml/frames.json): numbers relative 1e-12, all else exact.</summary>
public sealed class StatisticsTests
{
    [SharedFact("golden/spark-ml/frames.json")]
    public void Approximate_quantiles_are_Spark_s()
    {
        foreach (var golden in SparkCase.Of("frames.json", "approxQuantile").Where(golden => golden.Expected is JsonArray))
            foreach (var data in Forms(golden.Input))
                Assert.Equal(
                    golden.Expected.AsArray().Select(column => column!.AsArray().Select(value => value!.GetValue<double>()).ToArray()),
                    data.ApproxQuantile(["x", "y"], golden.Doubles("probabilities"), golden.Parameters["relativeError"]!.GetValue<double>()));
    }

    [SharedFact("data/california_housing/housing.csv")]
    public void Approximate_quantiles_of_a_real_label_are_Spark_s()
    {
        var golden = SparkCase.Of("frames.json", "approxQuantile").Single(golden => golden.Expected is JsonObject);
        var housing = Read.Csv(Shared.Path("data/california_housing/housing.csv"));
        var label = housing.DropNa().Select((Functions.Col("median_house_value") / 100_000).As("label"));
        var probabilities = Enumerable.Range(1, 19).Select(i => i / 20.0).ToArray();

        foreach (var (error, expected) in golden.Expected.AsObject())
            Close(expected!.AsArray().Select(value => value!.GetValue<double>()), label.ApproxQuantile("label", probabilities, double.Parse(error, CultureInfo.InvariantCulture)));
    }

    [SharedTheory("golden/spark-ml/frames.json")]
    [InlineData("describe")]
    [InlineData("summary")]
    public void Summaries_are_Spark_s(string function)
    {
        var golden = SparkCase.Of("frames.json", function).Single();
        var expected = SparkCase.ToTable(golden.Expected);
        foreach (var data in Forms(golden.Input))
        {
            var found = function == "describe" ? data.Describe() : data.Summary();

            Assert.Equal(expected.Schema, found.Schema);
            Assert.Equal(Columns.Rows(expected), Columns.Rows(found.ToTable()));
        }
    }

    [SharedFact("golden/spark-ml/frames.json")]
    public void Correlation_and_covariance_are_Spark_s()
    {
        foreach (var data in Forms(SparkCase.Of("frames.json", "corr").Single().Input))
        {
            Close(SparkCase.Of("frames.json", "corr").Single().Expected.GetValue<double>(), data.DropNa().Corr("x", "y"));
            Close(SparkCase.Of("frames.json", "cov").Single().Expected.GetValue<double>(), data.DropNa().Cov("x", "y"));
        }
    }

    [SharedFact("golden/spark-ml/frames.json")]
    public void A_table_of_pairs_is_Spark_s()
    {
        var golden = SparkCase.Of("frames.json", "crosstab").Single();

        var found = ((DataFrame)golden.Input).Crosstab("s", "x");

        var rows = golden.Expected.AsArray().Select(row => row!.AsObject()).ToList();
        Assert.Equal(rows[0].Select(cell => cell.Key), found.Schema.Names);
        foreach (var (i, row) in rows.Index())
            foreach (var (name, cell) in row)
                Assert.Equal(name == "s_x" ? cell!.GetValue<string>() : cell!.GetValue<long>(), found[name].Value(i));
    }

    [SharedFact("golden/spark-ml/frames.json")]
    public void Frequent_values_are_Spark_s()
    {
        var golden = SparkCase.Of("frames.json", "freqItems").Single();

        var found = ((DataFrame)golden.Input).FreqItems(["s", "x"], 0.3);

        Assert.Equal(golden.Expected["s_freqItems"]!.AsArray().Select(value => value!.GetValue<string>()).Order(), found["s"].Cast<string>().Order());
        Assert.Equal(golden.Expected["x_freqItems"]!.AsArray().Select(value => value!.GetValue<double>()).Order(), found["x"].Cast<double>().Order());
    }

    [SharedTheory("golden/spark-ml/frames.json")]
    [InlineData("na drop any")]
    [InlineData("na drop all")]
    [InlineData("na fill 0")]
    [InlineData("na fill text")]
    [InlineData("na replace 4")]
    public void Missing_values_are_treated_as_Spark_does(string function)
    {
        var golden = SparkCase.Of("frames.json", function).Single();
        var expected = SparkCase.ToTable(golden.Expected);
        foreach (var data in Forms(golden.Input))
        {
            var found = function switch
            {
                "na drop any" => data.DropNa(),
                "na drop all" => data.DropNa(1),
                "na fill 0" => data.FillNa(0),
                "na fill text" => data.FillNa("?"),
                _ => data.Replace(new Dictionary<object, object?> { [4.0] = -4.0 }),
            };

            Assert.Equal(expected.Schema, found.Schema);
            Assert.Equal(Columns.Rows(expected), Columns.Rows(found.ToTable()));
        }
    }

    [Fact]
    public void Filling_and_replacing_touch_the_columns_of_their_kind_only()
    {
        DataFrame data = Table.Of(
            ("i", Columns.Ints(1, null)), ("d", Columns.Doubles(double.NaN, 2)), ("s", Columns.Texts(null, "1")), ("b", Columns.Of(DataType.Bool, true, null)));

        Assert.Equal([[1, 7.9, null, true], [7, 2d, "1", null]], Columns.Rows(data.FillNa(7.9).ToTable()));
        Assert.Equal([[1, double.NaN, null, true], [null, 2d, "1", false]], Columns.Rows(data.FillNa(false).ToTable()));
        Assert.Equal([[1, 0d, "none", true], [null, 2d, "1", null]], Columns.Rows(data.FillNa(new Dictionary<string, object> { ["d"] = 0, ["s"] = "none" }).ToTable()));
        Assert.Equal([[null, -1d, null, true], [null, 2d, "1", null]], Columns.Rows(data.Replace(new Dictionary<object, object?> { [1] = null, [double.NaN] = -1 }).ToTable()));
        Assert.Equal([[1, double.NaN, null, true], [null, 2d, "one", null]], Columns.Rows(data.Replace(new Dictionary<object, object?> { ["1"] = "one" }).ToTable()));
    }

    [Fact]
    public void A_value_is_found_in_columns_of_either_width_and_a_fraction_in_no_whole_number()
    {
        DataFrame data = Table.Of(("f", Columns.Of(DataType.Float32, 0.1f)), ("d", Columns.Doubles(0.1)), ("i", Columns.Ints(4)));

        var found = data.Replace(new Dictionary<object, object?> { [0.1] = 2, [4.5] = 9 });

        Assert.Equal([[2f, 2d, 4]], Columns.Rows(found.ToTable()));
    }

    [Fact]
    public void Frequent_values_are_not_lost_among_many_and_the_least_support_is_quick()
    {
        var values = Enumerable.Range(0, 300_000).Select(i => i % 3 == 0 ? 7 : i % 5 == 0 ? (int?)null : i).ToArray();
        DataFrame data = Table.Of(("x", new Column<int>(DataType.Int32, values.Select(v => v ?? 0).ToArray(), Validity.Of(values.Length, row => values[row] is not null))));

        var found = data.FreqItems(["x"], 1e-4)["x"];

        Assert.Contains(7, found);
        Assert.Contains(null, found);
        Assert.True(found.Count <= 10_000);
    }

    [Fact]
    public void A_table_of_pairs_that_no_memory_holds_is_refused()
    {
        var ids = Enumerable.Range(0, 9000).ToArray();
        DataFrame data = Table.Of(("a", new Column<int>(DataType.Int32, ids)), ("b", new Column<int>(DataType.Int32, ids)));

        Assert.Contains("cells", Assert.Throws<ArgumentException>(() => data.Crosstab("a", "b")).Message);
    }

    [Fact]
    public void What_is_known_of_a_column_stays_when_it_is_filled()
    {
        var field = new Field("d", DataType.Float64) { Unit = "km", Nominal = ["a", "b"] };
        DataFrame data = new Table(new(field), [Columns.Doubles(null, 1)]);

        Assert.Equal(field with { Nullable = false }, data.FillNa(0).Schema["d"]);
        Assert.Equal(field with { Nullable = false }, data.FillNa(0).ToTable().Schema["d"]);
        Assert.Equal(field, data.Replace(new Dictionary<object, object?> { [1] = 0 }).Schema["d"]);
    }

    [Fact]
    public void Texts_that_are_numbers_have_a_mean_and_columns_of_neither_are_left_out()
    {
        DataFrame data = Table.Of(
            ("s", Columns.Texts("10", "9", "x", null)), ("i", Columns.Ints(1, 2, 3, null)), ("b", Columns.Of(DataType.Bool, true, true, true, true)));

        var found = data.Summary("count", "mean", "stddev", "min", "50%", "max").ToTable();

        Assert.Equal(["summary", "s", "i"], found.Schema.Names);
        Assert.Equal(["3", "9.5", "0.7071067811865476", "10", "9.0", "x"], Columns.Values(found["s"]));
        Assert.Equal(["3", "2.0", "1.0", "1", "2", "3"], Columns.Values(found["i"]));
    }

    [Fact]
    public void Nothing_has_no_mean_and_one_number_no_deviation()
    {
        DataFrame data = Table.Of(("none", Columns.Doubles(null, null)), ("one", Columns.Doubles(5, null)));

        var found = data.Summary().ToTable();

        Assert.Equal(["0", null, null, null, null, null, null, null], Columns.Values(found["none"]));
        Assert.Equal(["1", "5.0", null, "5.0", "5.0", "5.0", "5.0", "5.0"], Columns.Values(found["one"]));
        Assert.Empty(data.ApproxQuantile("none", [0.5], 0));
    }

    [Fact]
    public void Quantiles_of_many_numbers_are_as_near_as_promised()
    {
        foreach (var error in new[] { 0.0, 0.0001, 0.01, 0.2 })
        {
            var numbers = Enumerable.Range(0, 200_000).ToArray();
            new Random(5).Shuffle(numbers);
            DataFrame data = SparkRandomTests.InBatches(Table.Of(("x", new Column<int>(DataType.Int32, numbers))), 7000);
            double[] probabilities = [0.5, 0, 1, 0.01, 0.99, 0.333];

            foreach (var (p, value) in probabilities.Zip(data.ApproxQuantile("x", probabilities, error)))
                Assert.True(Math.Abs(value + 1 - p * 200_000) <= error * 200_000 + 1, $"error {error}: quantile {p} is {value}");
        }
    }

    [Fact]
    public void Statistics_say_what_they_do_not_take()
    {
        DataFrame data = Table.Of(("s", Columns.Texts("a")), ("x", Columns.Ints(1)));

        Assert.Contains("no statistic", Assert.Throws<ArgumentException>(() => data.Summary("median")).Message);
        Assert.Contains("not numbers", Assert.Throws<ArgumentException>(() => data.Corr("x", "s")).Message);
        Assert.Contains("out of range", Assert.Throws<ArgumentException>(() => data.ApproxQuantile("x", [double.NaN], 0)).Message);
        Assert.Contains("out of range", Assert.Throws<ArgumentException>(() => data.ApproxQuantile("x", [0.5], -1)).Message);
        Assert.Contains("out of range", Assert.Throws<ArgumentException>(() => data.FreqItems(["x"], 0)).Message);
        Assert.Contains("kinds", Assert.Throws<ArgumentException>(() => data.Replace(new Dictionary<object, object?> { [1] = "a" })).Message);
        Assert.Contains("cannot fill", Assert.Throws<ArgumentException>(() => data.FillNa(new Dictionary<string, object> { ["x"] = "a" })).Message);
        Assert.Contains("no number, text", Assert.Throws<ArgumentException>(() => data.FillNa(DateTime.UnixEpoch)).Message);
        Assert.Throws<ColumnNotFoundException>(() => data.DropNa("y"));
    }

    [Theory]
    [InlineData(13, "13.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00095, "9.5E-4")]
    [InlineData(9999999, "9999999.0")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(123456789.125, "1.23456789125E8")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157E308")]
    [InlineData(5e-324, "5.0E-324")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Numbers_are_written_as_Java_does(double number, string text) => Assert.Equal(text, JavaText.Of(number));

    [Fact]
    public void Frames_draw_rows_as_their_splits_do()
    {
        DataFrame data = Table.Of(("id", new Column<int>(DataType.Int32, Enumerable.Range(0, 100).ToArray())));

        Assert.Equal([3, 7, 16], Columns.Values(data.Sample(0.3, seed: 42).ToTable()["id"]).Take(3));
        Assert.Equal(data.Count(), data.RandomSplit([0.5, 0.5], seed: 1).Sum(part => part.Count()));
        Assert.Equal([[5]], Columns.Rows(data.SampleBy("id", new Dictionary<object, double> { [5] = 1 }).ToTable()));
    }

    static DataFrame[] Forms(Table table) => [table, SparkRandomTests.InBatches(table, 4)];

    static void Close(double expected, double actual) => Assert.Equal(expected, actual, Math.Abs(expected) * 1e-12);

    static void Close(IEnumerable<double> expected, double[] actual)
    {
        foreach (var (left, right) in expected.Zip(actual)) Close(left, right);
        Assert.Equal(19, actual.Length);
    }
}
