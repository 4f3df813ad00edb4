using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Splits;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Splits;

public sealed class SplitTests
{
    static readonly Table Rows = Numbered(10_000);

    public static TheoryData<RowSplit> Splits { get; } =
    [
        new RandomSplit { Weights = [6, 2, 2], Seed = 7 },
        new StratifiedSplit { Column = "class", Weights = [6, 2, 2], Seed = 7 },
        new GroupSplit { Columns = ["group"], Weights = [6, 2, 2], Seed = 7 },
        new GroupSplit { Columns = ["class", "group"], Weights = [1] },
        new TimeSplit { Column = "at", Weights = [6, 2, 2] },
        new TimeSplit { Column = "at", Instants = [DateTimeOffset.UnixEpoch.AddDays(30)] },
    ];

    [Theory]
    [MemberData(nameof(Splits))]
    public void Parts_have_every_row_once_and_in_order(RowSplit split)
    {
        var parts = split.Apply(Rows);

        Assert.All(parts, part => Assert.Equal(Ids(part).Order(), Ids(part)));
        Assert.Equal(Ids(Rows), parts.SelectMany(Ids).Order());
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void A_frame_is_parted_as_its_table_is(RowSplit split)
    {
        var expected = split.Apply(Rows).Select(Ids).ToList();
        var frame = SparkRandomTests.InBatches(Rows, 777);

        Assert.Equal(expected, split.Apply(frame).Select(part => Ids(part.ToTable())));
        Assert.Equal(expected, split.Batches(frame).SelectMany(parts => parts.Index()).GroupBy(part => part.Index)
            .OrderBy(part => part.Key).Select(part => part.SelectMany(batch => Ids(batch.Item)).ToArray()));
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
    public void Parts_of_two_seeds_are_independent()
    {
        Func<long, Table> random = seed => new RandomSplit { Weights = [1, 1], Seed = seed }.Apply(Rows)[0];
        Func<long, Table> byGroup = seed => new GroupSplit { Columns = ["id"], Weights = [1, 1], Seed = seed }.Apply(Rows)[0];
        Func<long, Table> stratified = seed => new StratifiedSplit { Column = "class", Weights = [1, 1], Seed = seed }.Apply(Rows)[0];
        foreach (var first in new[] { random, byGroup, stratified })
        {
            var before = Ids(first(0)).ToHashSet();
            for (var seed = 1; seed < 30; seed++)
            {
                var both = Ids(first(seed)).Count(before.Contains);
                Assert.True(Math.Abs(both - 2500) < 5 * Math.Sqrt(10_000 * 0.25 * 0.75), $"seed {seed}: {both}");
            }
        }
    }

    [Fact]
    public void A_stratified_split_keeps_the_share_of_each_class_to_within_a_row()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var weights = Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(10) / 3.0).Append(0.5).ToArray();
            var labels = Enumerable.Range(0, random.Next(400)).Select(_ => random.Next(8) is var c && c == 7 ? null : $"c{c * c % 5}").ToArray();
            var table = Table.Of(("class", TextColumn.Of(labels)));

            var parts = new StratifiedSplit { Column = "class", Weights = [.. weights], Seed = seed }.Apply(table);

            foreach (var (part, rows) in parts.Index())
                foreach (var label in labels.Distinct())
                {
                    var share = labels.Count(l => l == label) * weights[part] / weights.Sum();
                    var got = Columns.Values(rows["class"]).Count(l => (string?)l == label);
                    Assert.True(Math.Abs(got - share) < 1 + 1e-9, $"seed {seed}: part {part} has {got} of '{label}', its share is {share}");
                }
        }
    }

    [Fact]
    public void Many_classes_of_one_row_keep_the_weights_together()
    {
        var parts = new StratifiedSplit { Column = "id", Weights = [0.8, 0.2], Seed = 1 }.Apply(Rows);

        Assert.InRange(parts[0].RowCount, 7800, 8200);
    }

    [Fact]
    public void Parts_of_rows_that_tie_are_disjoint_however_often_they_are_read()
    {
        var zeros = Enumerable.Range(0, 200_000).Select(row => row % 2 == 0 ? 0.0 : -0.0).ToArray();
        var frame = SparkRandomTests.InBatches(Table.Of(("x", new Column<double>(DataType.Float64, zeros))), 10_000).Select("x");
        var split = new RandomSplit { Weights = [1, 1], Seed = 3 };

        foreach (var _ in Enumerable.Range(0, 3))
            Assert.Equal(100_000, split.Apply(frame).Sum(part => part.Batches().Sum(batch => batch.Numbers("x").ToArray().Count(double.IsNegative))));
    }

    [Fact]
    public void A_group_lies_in_one_part_and_neither_new_rows_nor_new_groups_move_it()
    {
        var split = new GroupSplit { Columns = ["group"], Weights = [0.7, 0.3], Seed = 5 };
        var (whole, early) = (split.Apply(Rows), split.Apply(Rows.Slice(0, 3000)));

        Assert.Empty(Columns.Values(whole[0]["group"]).Intersect(Columns.Values(whole[1]["group"])));
        Assert.Equal(Ids(whole[0]).Where(id => id < 3000), Ids(early[0]));
        Assert.InRange(Columns.Values(whole[0]["group"]).Distinct().Count(), 600, 800);
    }

    [Fact]
    public void A_group_is_the_same_key_in_every_width_of_number()
    {
        var split = new GroupSplit { Columns = ["k"], Weights = [1, 1, 1] };
        int PartOf(DataType type, object? value) =>
            split.Apply(Table.Of(("k", Columns.Of(type, value)))).Index().Single(part => part.Item.RowCount == 1).Index;

        for (var key = -50; key < 50; key++)
        {
            var part = PartOf(DataType.Int64, (long)key);
            Assert.Equal(part, PartOf(DataType.Int8, (sbyte)key));
            Assert.Equal(part, PartOf(DataType.Int32, key));
            Assert.Equal(PartOf(DataType.Float64, key / 4.0), PartOf(DataType.Float32, key / 4.0f));
        }
    }

    [Fact]
    public void A_null_in_one_place_of_a_key_is_not_a_null_in_another()
    {
        var rows = Enumerable.Range(0, 200).Select(i => $"k{i}").ToArray();
        var nulls = new string?[200];
        var split = new GroupSplit { Columns = ["a", "b"], Weights = [1, 1] };

        var left = split.Apply(Table.Of(("a", TextColumn.Of(rows)), ("b", TextColumn.Of(nulls))))[0];
        var right = split.Apply(Table.Of(("a", TextColumn.Of(nulls)), ("b", TextColumn.Of(rows))))[0];

        Assert.NotEqual(Columns.Values(left["a"]), Columns.Values(right["b"]));
    }

    [Fact]
    public void A_split_by_time_and_weights_has_the_latest_rows_in_the_last_part_and_instants_whole()
    {
        var at = DateTimeOffset.UnixEpoch;
        var table = Table.Of(("at", Columns.Of(DataType.Timestamp, [.. new[] { 9, 1, 5, 5, 5, 2, 3, 4, 8, 7 }.Select(day => (object)at.AddDays(day))])));
        var split = new TimeSplit { Column = "at", Weights = [0.5, 0.5] };

        var parts = split.Apply(table);

        Assert.Equal([4, 6], parts.Select(part => part.RowCount));
        Assert.Equal(at.AddDays(5), split.Fixed(table).Instants.Single());
        Assert.Contains("too few instants", Assert.Throws<ArgumentException>(() => (split with { Weights = [4, 1, 5] }).Apply(table)).Message);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 2)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.MaxValue, double.MaxValue)]
    public void Weights_that_are_no_proportions_are_refused(double first, double second)
    {
        foreach (var split in new RowSplit[]
        {
            new RandomSplit { Weights = [first, second] }, new StratifiedSplit { Column = "class", Weights = [first, second] },
            new GroupSplit { Columns = ["group"], Weights = [first, second] }, new TimeSplit { Column = "at", Weights = [first, second] },
        })
        {
            Assert.Contains("each 0 or more", Assert.Throws<ArgumentException>(() => split.Apply(Rows)).Message);
            Assert.Contains("each 0 or more", Assert.Throws<ArgumentException>(() => split.Apply((DataFrame)Rows)).Message);
        }
    }

    [Fact]
    public void A_part_of_weight_zero_is_empty_and_no_row_is_lost()
    {
        foreach (var split in new RowSplit[]
        {
            new RandomSplit { Weights = [0, 1, 0] }, new StratifiedSplit { Column = "class", Weights = [0, 1, 0] }, new GroupSplit { Columns = ["group"], Weights = [0, 1, 0] },
        })
            Assert.Equal([0, Rows.RowCount, 0], split.Apply(Rows).Select(part => part.RowCount));
    }

    [Fact]
    public void Splits_say_what_they_cannot_part_by()
    {
        var vectors = Table.OfVectors("v", [1, 2]);

        Assert.Contains("more than 100,000 classes", Refused(new StratifiedSplit { Column = "id", Weights = [1, 1] }, Numbered(100_001)));
        Assert.Contains("no classes", Refused(new StratifiedSplit { Column = "v", Weights = [1, 1] }, vectors));
        Assert.Contains("no key", Refused(new GroupSplit { Columns = ["v"], Weights = [1, 1] }, vectors));
        Assert.Contains("at least one column", Refused(new GroupSplit { Columns = [], Weights = [1, 1] }, vectors));
        Assert.Throws<ColumnNotFoundException>(() => new GroupSplit { Columns = ["w"], Weights = [1, 1] }.Apply(vectors));
        Assert.Contains("not both", Refused(new TimeSplit { Column = "at", Weights = [1], Instants = [DateTimeOffset.UnixEpoch] }, Rows));
    }

    [Theory]
    [InlineData(-0.1, false)]
    [InlineData(1.1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(40, true)]
    [InlineData(-1, true)]
    public void A_sample_refuses_a_fraction_that_is_none(double fraction, bool again)
    {
        var sample = new Sample { Fraction = fraction, WithReplacement = again };

        Assert.Contains("out of range", Assert.Throws<ArgumentException>(() => sample.Apply(Rows)).Message);
        Assert.Contains("out of range", Assert.Throws<ArgumentException>(() => sample.Apply((DataFrame)Rows)).Message);
    }

    [Fact]
    public void A_sample_with_replacement_draws_as_often_as_its_fraction_says()
    {
        foreach (var fraction in new[] { 0, 0.1, 1, 3.5, 39.9 })
            Assert.Equal(fraction, new Sample { Fraction = fraction, WithReplacement = true, Seed = 1 }.Apply(Rows).RowCount / 10_000.0, fraction * 0.05 + 1e-9);
    }

    [Fact]
    public void A_random_split_sorts_columns_whose_names_SQL_would_confuse()
    {
        var table = Table.Of(("{0}", Columns.Ints(3, null, 1)), ("A\"; DROP", Columns.Texts("x", "y", null)), ("a\"; drop", Columns.Doubles(double.NaN, 0, null)));

        var whole = new RandomSplit { Weights = [1] }.Apply(SparkRandomTests.InBatches(table, 2))[0].ToTable();

        Assert.Equal([null, 1, 3], Columns.Values(whole["{0}"]));
        Assert.Equal(table.Schema, whole.Schema);
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

    [Fact]
    public void The_examples_part_a_table_in_two()
    {
        var table = Rows.Rename("class", "label").Rename("group", "customer");
        Assert.Equal(table.RowCount, ByChance(table) + ByClass(table) + ByKey(table) - 2 * table.RowCount);

        static int ByChance(Table table)
        {
            var parts = new RandomSplit { Weights = [0.8, 0.2], Seed = 42 }.Apply(table);
            return parts.Sum(part => part.RowCount);
        }

        static int ByClass(Table table)
        {
            var parts = new StratifiedSplit { Column = "label", Weights = [0.8, 0.2], Seed = 42 }.Apply(table);
            return parts.Sum(part => part.RowCount);
        }

        static int ByKey(Table table)
        {
            var parts = new GroupSplit { Columns = ["customer"], Weights = [0.8, 0.2] }.Apply(table);
            return parts.Sum(part => part.RowCount);
        }
    }

    static string Refused(RowSplit split, Table table) => Assert.Throws<ArgumentException>(() => split.Apply(table)).Message;

    static Table Numbered(int rows)
    {
        var ids = Enumerable.Range(0, rows).ToArray();
        return Table.Of(
            ("id", new Column<int>(DataType.Int32, ids)),
            ("class", TextColumn.Of(Array.ConvertAll(ids, id => id % 7 == 0 ? null : $"class {id * id % 5}"))),
            ("group", new Column<long>(DataType.Int64, Array.ConvertAll(ids, id => (long)id % 1000))),
            ("at", new Column<long>(DataType.Timestamp, Array.ConvertAll(ids, id => id * 3_600_000_000L / 4))));
    }

    static int[] Ids(Table table) => ((Column<int>)table["id"]).Values.ToArray();
}
