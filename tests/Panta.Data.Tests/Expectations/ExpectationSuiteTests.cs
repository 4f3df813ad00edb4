using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

public sealed class ExpectationSuiteTests
{
    static readonly DateTimeOffset Now = new(2019, 7, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly Table Rows = Table.Of(
        ("id", new Column<int>(DataType.Int32, new[] { 1, 2, 2, 4 })),
        ("hr", new Column<double>(DataType.Float64, new[] { 0, 23.5, double.NaN, 7 }, Validity.Of(4, row => row != 3))),
        ("kind", TextColumn.Of(["a", "b", null, "z"])));

    [Fact]
    public void A_null_breaks_only_the_claim_that_there_is_none()
    {
        Assert.Equal([3], Check(new NotNull { Column = "hr" }).FailingRows.ToArray());
        Assert.DoesNotContain(3, Check(new InRange { Column = "hr", Min = 100 }).FailingRows);
        Assert.DoesNotContain(2, Check(new InSet { Column = "kind", Values = ["q"] }).FailingRows);
    }

    [Fact]
    public void Bounds_belong_to_the_range_and_NaN_does_not() => Assert.Equal([1, 2], Check(new InRange { Column = "hr", Min = 0, Max = 23 }).FailingRows.ToArray());

    [Fact]
    public void The_first_row_of_a_value_is_unique() => Assert.Equal([2], Check(new Unique { Column = "id" }).FailingRows.ToArray());

    [Fact]
    public void Numbers_are_compared_as_numbers_in_a_set() => Assert.Equal([3], Check(new InSet { Column = "id", Values = [1.0, 2] }).FailingRows.ToArray());

    [Fact]
    public void A_missing_column_is_a_problem_of_the_whole() => Assert.Contains("no column 'nope'", Check(new NotNull { Column = "nope" }).Problem);

    [Fact]
    public void A_claim_about_numbers_of_a_text_column_is_a_problem_of_the_whole() => Assert.Contains("not numbers", Check(new InRange { Column = "kind", Min = 0 }).Problem);

    [Theory]
    [InlineData(1, null, true)]
    [InlineData(5, null, false)]
    [InlineData(0, 3L, false)]
    public void Row_counts_have_both_ends(long min, long? max, bool holds) => Assert.Equal(holds, Check(new RowCount { Min = min, Max = max }).Passed);

    [Fact]
    public void Freshness_is_told_from_the_newest_row()
    {
        var rows = Table.Of(("at", ColumnBuilder.For(DataType.Timestamp).Add(Now.AddHours(-30)).Add(Now.AddHours(-2)).Build()));

        Assert.True(new Fresh { Column = "at", WithinHours = 3 }.Check(rows, Now).Passed);
        Assert.Contains("2 h old", new Fresh { Column = "at", WithinHours = 1 }.Check(rows, Now).Problem);
    }

    [Fact]
    public void Bad_rows_go_to_quarantine_with_every_reason()
    {
        var suite = new ExpectationSuite { Expectations = [new InRange { Column = "hr", Max = 23 }, new Unique { Column = "id" }] };

        var gated = suite.Gate(Rows, Now);

        Assert.True(gated.IsAccepted);
        Assert.Equal([0, 3], gated.GoodRows);
        Assert.Equal(["not so: hr ≤ 23", "not so: hr ≤ 23; id is unique"], Enumerable.Range(0, 2).Select(row => gated.Quarantined[ExpectationSuite.ReasonColumn].Value(row)));
    }

    [Fact]
    public void No_row_is_taken_when_the_whole_is_wrong()
    {
        var gated = new ExpectationSuite { Expectations = [new RowCount { Min = 10 }, new OfType { Column = "id", Type = "long" }] }.Gate(Rows, Now);

        Assert.False(gated.IsAccepted);
        Assert.Equal(2, gated.Problems.Count());
    }

    [Fact]
    public void Every_row_is_either_good_or_in_quarantine()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var rows = Table.Of(("x", new Column<double>(DataType.Float64, Enumerable.Range(0, random.Next(40)).Select(_ => random.NextDouble() * 4).ToArray())));

            var gated = new ExpectationSuite { Expectations = [new InRange { Column = "x", Min = 1, Max = 3 }] }.Gate(rows, Now);

            Assert.True(rows.RowCount == gated.Good.RowCount + gated.Quarantined.RowCount, $"seed {seed}");
            Assert.True(gated.Good.Numbers("x").ToArray().All(x => x is >= 1 and <= 3), $"seed {seed}");
        }
    }

    static ExpectationResult Check(Expectation expectation) => Assert.Single(new ExpectationSuite { Expectations = [expectation] }.Check(Rows, Now));
}
