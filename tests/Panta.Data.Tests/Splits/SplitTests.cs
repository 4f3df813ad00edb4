using Panta.Data.Schemas;
using Panta.Data.Splits;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Splits;

public sealed class SplitTests
{
    static readonly Table Rows = Numbered(10_000);

    [Fact]
    public void A_random_split_has_every_row_once_and_in_order()
    {
        var parts = new RandomSplit { Weights = [6, 2, 2], Seed = 7 }.Apply(Rows);

        Assert.All(parts, part => Assert.Equal(Ids(part).Order(), Ids(part)));
        Assert.Equal(Ids(Rows), parts.SelectMany(Ids).Order());
    }

    [Fact]
    public void Sizes_are_near_the_weights()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var parts = new RandomSplit { Weights = [0.8, 0.2], Seed = seed }.Apply(Rows);

            // Five standard deviations of a binomial count.
            Assert.True(Math.Abs(parts[0].RowCount - 8000) < 5 * Math.Sqrt(10_000 * 0.8 * 0.2), $"seed {seed}: {parts[0].RowCount}");
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_parts_and_later_rows_move_none()
    {
        var split = new RandomSplit { Weights = [0.5, 0.5], Seed = 3 };

        Assert.Equal(Ids(split.Apply(Rows)[0]), Ids(split.Apply(Rows)[0]));
        Assert.Equal(Ids(split.Apply(Rows)[0]).Where(id => id < 5000), Ids(split.Apply(Numbered(5000))[0]));
        Assert.NotEqual(Ids(split.Apply(Rows)[0]), Ids((split with { Seed = 4 }).Apply(Rows)[0]));
    }

    [Fact]
    public void Parts_of_two_seeds_are_independent()
    {
        var first = Ids(new RandomSplit { Weights = [1, 1], Seed = 0 }.Apply(Rows)[0]).ToHashSet();

        for (var seed = 1; seed < 50; seed++)
        {
            var both = Ids(new RandomSplit { Weights = [1, 1], Seed = seed }.Apply(Rows)[0]).Count(first.Contains);
            Assert.True(Math.Abs(both - 2500) < 5 * Math.Sqrt(10_000 * 0.25 * 0.75), $"seed {seed}: {both}");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    public void Weights_that_are_no_proportions_are_refused(double first, double second)
    {
        Assert.Contains("each more than 0 and finite", Assert.Throws<ArgumentException>(() => new RandomSplit { Weights = [first, second] }.Apply(Rows)).Message);
    }

    [Fact]
    public void A_split_by_time_is_half_open()
    {
        var day = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var table = Table.Of(("at", Columns.Of(DataType.Timestamp, day.AddTicks(-10), day, day.AddDays(1).AddTicks(-10), day.AddDays(1), day.AddDays(5))));

        var parts = new TimeSplit { Column = "at", Instants = [day, day.AddDays(1)] }.Apply(table);

        Assert.Equal([1, 2, 2], parts.Select(part => part.RowCount));
        Assert.Equal(day, parts[1]["at"].Value(0));
        Assert.Equal(day.AddDays(1), parts[2]["at"].Value(0));
    }

    [Fact]
    public void Dates_and_local_times_are_taken_as_UTC()
    {
        var noon = new DateTimeOffset(2024, 1, 2, 12, 0, 0, TimeSpan.Zero);
        var table = Table.Of(
            ("day", Columns.Of(DataType.Date, new DateOnly(2024, 1, 2), new DateOnly(2024, 1, 3))),
            ("local", Columns.Of(DataType.TimestampNtz, new DateTime(2024, 1, 2, 12, 0, 0), new DateTime(2024, 1, 2, 11, 0, 0))));

        Assert.Equal([1, 1], new TimeSplit { Column = "day", Instants = [noon] }.Apply(table).Select(part => part.RowCount));
        Assert.Equal(new DateTime(2024, 1, 2, 11, 0, 0), new TimeSplit { Column = "local", Instants = [noon] }.Apply(table)[0]["local"].Value(0));
    }

    [Fact]
    public void A_split_by_time_says_what_it_cannot_part()
    {
        var at = DateTimeOffset.UnixEpoch;
        var table = Table.Of(("at", Columns.Of(DataType.Timestamp, at, null)), ("x", Columns.Doubles(1, 2)));

        Assert.Contains("null in row 1", Assert.Throws<ArgumentException>(() => new TimeSplit { Column = "at", Instants = [at] }.Apply(table)).Message);
        Assert.Contains("'x' holds double, no time", Assert.Throws<ArgumentException>(() => new TimeSplit { Column = "x", Instants = [at] }.Apply(table)).Message);
        Assert.Contains("must ascend", Assert.Throws<ArgumentException>(() => new TimeSplit { Column = "at", Instants = [at, at] }.Apply(table)).Message);
        Assert.Contains("at least one instant", Assert.Throws<ArgumentException>(() => new TimeSplit { Column = "at", Instants = [] }.Apply(table)).Message);
    }

    static Table Numbered(int rows) => Table.Of(("id", new Column<int>(DataType.Int32, Enumerable.Range(0, rows).ToArray())));

    static int[] Ids(Table table) => ((Column<int>)table["id"]).Values.ToArray();
}
