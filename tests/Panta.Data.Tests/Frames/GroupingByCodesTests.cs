using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Frames;

public sealed class GroupingByCodesTests
{
    const int Rows = 50_000;
    const string Unhashed = "PERFECT_HASH_GROUP_BY";

    static readonly Func<int, string?> Kind = row => row % 11 == 0 ? null : $"kind ü{row % 7}";
    static readonly Func<int, int?> Small = row => row % 13 == 0 ? null : row % 300 - 200;

    static readonly Table Data = Table.Of(
        ("kind", TextColumn.Of([.. Numbers().Select(Kind)])),
        ("small", new Column<int>(DataType.Int32, Numbers().Select(row => Small(row) ?? 0).ToArray(), Validity.Of(Rows, row => Small(row) is not null))),
        ("short", new Column<short>(DataType.Int16, Numbers().Select(row => (short)(short.MaxValue - row % 50)).ToArray())),
        ("long", new Column<long>(DataType.Int64, Numbers().Select(row => long.MinValue + row % 500).ToArray())),
        ("wide", new Column<long>(DataType.Int64, Numbers().Select(row => row * 5_000_000_000L % 35_000_000_000L).ToArray())),
        ("x", new Column<double>(DataType.Float64, Numbers().Select(row => (double)row).ToArray())));

    static DataFrame Frame => Data;

    [Fact]
    public void Text_of_few_values_groups_without_hashing_as_it_groups_otherwise()
    {
        var groups = Frame.GroupBy("kind").Agg(Count().As("n"), Sum(Col("x")).As("s"));

        Assert.Contains(Unhashed, groups.Explain(), StringComparison.Ordinal);
        Assert.Equal(DataType.String, groups.Schema["kind"].Type);
        Assert.Equal(Expected(Kind, _ => true), Found(groups));
    }

    [Theory]
    [InlineData("small")]
    [InlineData("short")]
    [InlineData("long")]
    public void Whole_numbers_of_a_small_range_group_without_hashing_as_they_group_otherwise(string key)
    {
        var groups = Frame.GroupBy(key).Agg(Count().As("n"), Sum(Col("x")).As("s"));

        Assert.Contains(Unhashed, groups.Explain(), StringComparison.Ordinal);
        Assert.Equal(Data.Schema[key].Type, groups.Schema[key].Type);
        Assert.Equal(Expected(row => Data[key].Value(row), _ => true), Found(groups));
    }

    [Fact]
    public void Keys_of_both_kinds_filters_and_new_names_come_together()
    {
        var groups = Frame.Where(Col("kind").NotEqualTo("kind ü3")).WithColumn("y", Col("x") * 2).Rename("small", "little").Where(Col("y") < 60_000)
            .GroupBy("little", "kind", "wide").Agg(Count().As("n"), Sum(Col("x")).As("s"));

        var expected = Expected(row => (Small(row), Kind(row), Data["wide"].Value(row)), row => row < 30_000 && Kind(row) is not null and not "kind ü3");
        Assert.Contains("#kind", groups.Explain(), StringComparison.Ordinal);
        Assert.Equal(expected, Found(groups));
    }

    [Fact]
    public void A_key_with_a_name_of_its_own_keeps_it_and_may_be_sorted_by()
    {
        var groups = Frame.GroupBy(Col("small").As("key")).Agg(Count().As("n")).OrderBy("key").ToTable();

        Assert.Equal(Numbers().Select(Small).Distinct().OrderBy(key => key).Select(key => (object?)key), Values(groups["key"]));
    }

    [Fact]
    public void A_key_that_is_aggregated_too_is_grouped_by_as_it_is()
    {
        var groups = Frame.GroupBy("small").Agg(Max(Col("small")).As("most"), Count().As("n")).ToTable();

        Assert.Equal(Values(groups["small"]), Values(groups["most"]));
    }

    [Fact]
    public void What_has_too_many_values_or_a_name_in_the_way_is_grouped_by_as_it_is()
    {
        var text = TextColumn.Of([.. Numbers().Select(row => $"{row % 5_000}")]);
        var zero = TextColumn.Of([.. Numbers().Select(row => row % 2 == 0 ? "a\0b" : "a\0c")]);
        DataFrame frame = Table.Of(("text", text), ("zero", zero), ("kind", Data["kind"]), ("#KIND", Data["kind"]), ("x", Data["x"]));
        foreach (var (key, groups) in (ReadOnlySpan<(string, int)>)[("text", 5_000), ("zero", 2), ("kind", 8), ("#KIND", 8)])
        {
            var grouped = frame.GroupBy(key).Agg(Count().As("n"), Sum(Col("x")).As("s"));
            Assert.DoesNotContain("enum", grouped.Explain().Replace(Unhashed, "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(groups, grouped.ToTable().RowCount);
        }
    }

    static IEnumerable<int> Numbers() => Enumerable.Range(0, Rows);

    static IEnumerable<object?> Values(Column column) => Enumerable.Range(0, column.Length).Select(column.Value);

    static Dictionary<string, (long, double)> Expected(Func<int, object?> key, Func<int, bool> stays) => Numbers().Where(stays)
        .GroupBy(row => Text(key(row))).ToDictionary(group => group.Key, group => (group.LongCount(), group.Sum(row => (double)row)));

    static Dictionary<string, (long, double)> Found(DataFrame groups)
    {
        var table = groups.ToTable();
        var keys = table.Schema.Names.Except(["n", "s"]).ToArray();
        return Enumerable.Range(0, table.RowCount).ToDictionary(
            row => keys.Length == 1 ? Text(table[keys[0]].Value(row)) : $"({string.Join(", ", keys.Select(key => table[key].Value(row)))})",
            row => ((long)table["n"].Value(row)!, (double)table["s"].Value(row)!));
    }

    static string Text(object? key) => key?.ToString() ?? "null";
}
