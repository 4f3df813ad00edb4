using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Plans;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Frames;

public sealed class DataFrameTests
{
    static readonly DataFrame Sales = Table.Of(
        ("town", TextColumn.Of(["Ulm", "Bonn", "Ulm", null, "Bonn", "Ulm"])),
        ("year", new Column<int>(DataType.Int32, new[] { 2023, 2023, 2024, 2024, 2024, 2024 })),
        ("amount", new Column<double>(DataType.Float64, new[] { 10.0, 20, 30, 40, 0, 60 }, Validity.Of(6, row => row != 4))));

    static readonly DataFrame Towns = Table.Of(("town", TextColumn.Of(["Ulm", "Köln", null])), ("people", new Column<long>(DataType.Int64, new[] { 126_000L, 1_085_000, 1 })));

    [Fact]
    public void Verbs_read_nothing_until_rows_are_asked_for()
    {
        var passes = 0;
        var source = new DataFrame(Sales.Schema, cancel =>
        {
            passes++;
            return Sales.Batches(cancel);
        });

        var frame = source.Where(Col("amount") > 15).WithColumn("double", Col("amount") * 2).GroupBy("town").Agg(Sum(Col("double"))).OrderBy("town").Limit(2);
        Assert.Equal(0, passes);
        var rows = Columns.Rows(frame.ToTable());

        Assert.Equal(1, passes);
        Assert.Equal([[null, 80.0], ["Bonn", 40.0]], rows);
    }

    [Fact]
    public void Rows_are_selected_filtered_and_ordered()
    {
        var frame = Sales.Where((Col("year").EqualTo(2024)) & Col("town").IsNotNull()).Select("town", "amount").OrderBy(Col("amount").Desc());

        Assert.Equal([["Ulm", 60.0], ["Ulm", 30.0], ["Bonn", null]], Columns.Rows(frame.ToTable()));
        Assert.Equal([["Bonn", null], ["Ulm", 30.0], ["Ulm", 60.0]], Columns.Rows(frame.OrderBy("amount").ToTable()));
    }

    [Fact]
    public void Ordering_leaves_the_sign_of_a_zero_alone()
    {
        DataFrame zeros = Table.Of(("x", new Column<double>(DataType.Float64, new[] { 1.0, -0.0, -1.0 })));

        var sorted = ((Column<double>)zeros.OrderBy("x").ToTable()["x"]).Values.ToArray();

        Assert.Equal([-1.0, -0.0, 1.0], sorted);
        Assert.True(double.IsNegative(sorted[1]));
    }

    [Fact]
    public void Fields_keep_what_is_known_of_them_through_verbs()
    {
        var rich = new Field("t", DataType.Float64) { Nullable = false, Unit = "°C" };
        var table = new Table(new(rich), [new Column<double>(DataType.Float64, new[] { 1.0 })]);

        var schema = ((DataFrame)table).Where(Col("t") > 0).WithColumn("u", Col("t") + 1).Rename("t", "v").Schema;

        Assert.Equal(rich with { Name = "v" }, schema["v"]);
        Assert.Equal(new Field("u", DataType.Float64), schema["u"]);
    }

    [Fact]
    public void Columns_are_replaced_in_place_dropped_and_renamed()
    {
        var frame = Sales.WithColumn("year", Col("year") - 2000).Drop("town", "nowhere").Rename("amount", "eur");

        Assert.Equal(["year", "eur"], frame.Schema.Names);
        Assert.Equal([23, 10.0], Columns.Rows(frame.ToTable())[0]);
    }

    [Fact]
    public void Groups_are_aggregated_null_being_a_group_of_its_own()
    {
        var frame = Sales.GroupBy("town").Agg(Count(), Count(Col("amount")).As("known"), Sum(Col("year")), Avg(Col("amount")).As("mean"), CountDistinct(Col("year")).As("years")).OrderBy("town");

        Assert.Equal(["town", "count(1)", "known", "sum(year)", "mean", "years"], frame.Schema.Names);
        Assert.Equal("long", frame.Schema["sum(year)"].Type.ToString());
        Assert.Equal([[null, 1L, 1L, 2024L, 40.0, 1L], ["Bonn", 2L, 1L, 4047L, 20.0, 2L], ["Ulm", 3L, 3L, 6071L, 100.0 / 3, 2L]], Columns.Rows(frame.ToTable()));
    }

    [Fact]
    public void Moments_are_those_of_Spark()
    {
        DataFrame x = Table.Of(("x", new Column<double>(DataType.Float64, new[] { 1.0, 2, 3, 10 })));

        var row = x.Agg(StdDev(Col("x")), VariancePop(Col("x")), Skewness(Col("x")), Kurtosis(Col("x")), Median(Col("x")), Percentile(Col("x"), 0.25)).ToTable();

        // By hand: mean 4, m2 = 12.5, m3 = 45, m4 = 348.5.
        double[] expected = [Math.Sqrt(50.0 / 3), 12.5, 45 / Math.Pow(12.5, 1.5), 348.5 / 156.25 - 3, 2.5, 1.75];
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], (double)row.Columns[i].Value(0)!, 1e-12);
    }

    [Theory]
    [InlineData(JoinKind.Inner, "Ulm-10-126000;Ulm-30-126000;Ulm-60-126000")]
    [InlineData(JoinKind.LeftOuter, "-40-;Bonn--;Bonn-20-;Ulm-10-126000;Ulm-30-126000;Ulm-60-126000")]
    [InlineData(JoinKind.RightOuter, "--1;Köln--1085000;Ulm-10-126000;Ulm-30-126000;Ulm-60-126000")]
    [InlineData(JoinKind.FullOuter, "--1;-40-;Bonn--;Bonn-20-;Köln--1085000;Ulm-10-126000;Ulm-30-126000;Ulm-60-126000")]
    [InlineData(JoinKind.LeftSemi, "Ulm-10;Ulm-30;Ulm-60")]
    [InlineData(JoinKind.LeftAnti, "-40;Bonn-;Bonn-20")]
    public void Every_kind_of_join_keeps_its_rows(JoinKind kind, string expected)
    {
        var joined = Sales.Drop("year").Join(Towns, "town", kind).ToTable();

        var rows = Columns.Rows(joined).Select(row => string.Join('-', row.Select(value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal(expected, string.Join(';', rows.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_condition_joins_tell_columns_of_one_name_apart()
    {
        var semi = Sales.Join(Towns, Sales["town"].EqualTo(Towns["town"]) & (Col("amount") > 20), JoinKind.LeftSemi);
        var error = Assert.Throws<ArgumentException>(() => Sales.Join(Towns, Col("town").EqualTo("Ulm"), JoinKind.LeftSemi));

        Assert.Equal(2, semi.Count());
        Assert.Contains("both sides of the join", error.Message, StringComparison.Ordinal);
        Assert.Equal(18, Sales.Drop("town").CrossJoin(Towns).Count());
        Assert.Contains("'town'", Assert.Throws<ArgumentException>(() => Sales.CrossJoin(Towns)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_go_by_position_and_by_name()
    {
        DataFrame a = Table.Of(("x", new Column<int>(DataType.Int32, new[] { 1, 1, 2 })), ("y", TextColumn.Of(["a", "a", null])));
        DataFrame b = Table.Of(("y", TextColumn.Of(["a", null])), ("x", new Column<int>(DataType.Int32, new[] { 1, 3 })));

        Assert.Equal([[1, "a"], [1, "a"], [2, null], [1, "a"], [3, null]], Columns.Rows(a.UnionByName(b).ToTable()));
        Assert.Equal([[2, null]], Columns.Rows(a.Except(b.Select("x", "y")).ToTable()));
        Assert.Equal([[1, "a"]], Columns.Rows(a.Intersect(b.Select("x", "y")).ToTable()));
        Assert.Equal([[1, "a"], [2, null]], Columns.Rows(a.ExceptAll(b.Select("x", "y")).OrderBy("x").ToTable()));
        Assert.Equal([[1, "a"], [2, null]], Columns.Rows(a.Distinct().OrderBy("x").ToTable()));
        Assert.Equal(2, a.DropDuplicates("y").Count());
        DataFrame c = Table.Of(("x", new Column<int>(DataType.Int32, new[] { 7 })), ("z", new Column<bool>(DataType.Bool, new[] { true })));
        Assert.Equal([[1, "a", null], [1, "a", null], [2, null, null], [7, null, true]], Columns.Rows(a.UnionByName(c, allowMissing: true).ToTable()));
        Assert.Throws<ColumnNotFoundException>(() => a.UnionByName(Sales));
    }

    [Fact]
    public void Windows_see_the_rows_around_each_row()
    {
        var byTown = Window.PartitionBy("town").OrderBy("year", "amount");
        var frame = Sales.Where(Col("town").EqualTo("Ulm")).Select(
            Col("amount"), RowNumber().Over(byTown).As("n"), Lag(Col("amount")).Over(byTown).As("before"), Sum(Col("amount")).Over(byTown).As("running"),
            Sum(Col("year")).Over(byTown.RowsBetween(-1, 0)).As("two"), Avg(Col("amount")).Over(Window.PartitionBy("town")).As("mean")).OrderBy("n");

        Assert.Equal([[10.0, 1L, null, 10.0, 2023L, 100.0 / 3], [30.0, 2L, 10.0, 40.0, 4047L, 100.0 / 3], [60.0, 3L, 30.0, 100.0, 4048L, 100.0 / 3]], Columns.Rows(frame.ToTable()));
    }

    [Fact]
    public void Values_of_a_column_become_columns()
    {
        var one = Sales.GroupBy("town").Pivot("year").Agg(Sum(Col("amount"))).OrderBy("town");
        var two = Sales.GroupBy("town").Pivot("year", 2024).Agg(Count().As("n"), Max(Col("amount")).As("top")).OrderBy("town");

        Assert.Equal(["town", "2023", "2024"], one.Schema.Names);
        Assert.Equal([[null, null, 40.0], ["Bonn", 20.0, null], ["Ulm", 10.0, 90.0]], Columns.Rows(one.ToTable()));
        Assert.Equal(["town", "2024_n", "2024_top"], two.Schema.Names);
        Assert.Equal([[null, 1L, 40.0], ["Bonn", 1L, null], ["Ulm", 2L, 60.0]], Columns.Rows(two.ToTable()));
    }

    [Fact]
    public void Records_are_collected_and_rows_counted_and_cut()
    {
        Assert.Equal([new Sale("Bonn", 20), new Sale("Bonn", null)], Sales.Where(Col("town").EqualTo("Bonn")).Select("town", "amount").Collect<Sale>());
        Assert.Equal((6, 2, 1), (Sales.Count(), Sales.Limit(2).Count(), Sales.Offset(5).Count()));
    }

    [Fact]
    public void Mistakes_are_named_at_the_verb()
    {
        Assert.Contains("'twon'", Assert.Throws<ColumnNotFoundException>(() => Sales.Where(Col("twon").EqualTo("Ulm"))).Message, StringComparison.Ordinal);
        Assert.Contains("true or false", Assert.Throws<ArgumentException>(() => Sales.Where(Col("amount") + 1)).Message, StringComparison.Ordinal);
        Assert.Contains("'town'", Assert.Throws<ArgumentException>(() => Sales.Select(Col("town"), Col("year").As("town"))).Message, StringComparison.Ordinal);
        Assert.Contains("'Town'", Assert.Throws<ArgumentException>(() => Sales.WithColumn("Town", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("(town + 1)", Assert.Throws<ArgumentException>(() => Sales.Select(Lower(Col("year")) > Col("amount"), Col("town") + 1 )).Message, StringComparison.Ordinal);
        Assert.Contains("frobnicate", Assert.Throws<ArgumentException>(() => Sales.Select(new Call("frobnicate", Col("town")))).Message, StringComparison.Ordinal);
        Assert.Contains("GROUP BY", Assert.Throws<ArgumentException>(() => Sales.GroupBy("town").Agg(Col("year"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_flattened_structs_are_found_by_their_dotted_names()
    {
        DataFrame frame = Table.Of(("features.temp", new Column<double>(DataType.Float64, new[] { 1.0, 2 })));

        Assert.Equal(1, frame.Where(Expression.Parse("features.temp > 1.5")).Count());
    }

    [Fact]
    public void A_plan_explains_itself()
    {
        var text = Sales.Where(Col("amount") > 15).GroupBy("town").Count().Explain();

        Assert.Contains("group by town: count(1) AS count\n  where (amount > 15)\n    table of 6 rows", text, StringComparison.Ordinal);
        Assert.Contains("HASH_GROUP_BY", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_over_a_long_result_comes_in_batches_and_can_be_cancelled()
    {
        var numbers = DataFrame.Sql("SELECT range AS n FROM range(500000)", new Dictionary<string, DataFrame>()).Where((Col("n") % 2L).EqualTo(0L));
        using var cancel = new CancellationTokenSource();

        var sizes = numbers.Batches().Select(batch => batch.RowCount).ToList();
        var error = Record.Exception(() =>
        {
            foreach (var batch in numbers.Batches(cancel.Token)) cancel.Cancel();
        });

        Assert.Equal((250_000, true), (sizes.Sum(), sizes.Count > 2));
        Assert.IsAssignableFrom<OperationCanceledException>(error);
    }

    sealed record Sale(string Town, double? Amount);
}
