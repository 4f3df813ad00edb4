namespace Panta.Server.Charts;

public sealed class ChartRowsTests
{
    static readonly Chart _chart = new()
    {
        Id = "kpi",
        Finding = "two lines",
        X = new(0, 3) { Unit = "step" },
        Y = new(0, 10) { Unit = "mae, rentals/h" },
        Series = [new("fresh", 1, [new(0, 1.25, 1, 1.5), new(1, double.NaN)]), new("frozen, v1", 8, [new(1, 3), new(2, 1e-17)])],
        Limit = [new(0, 5), new(1, 5), new(1, 6), new(3, 6)],
        Notes = [new(0, "first: 1.25")],
    };

    [Fact]
    public void A_chart_as_csv_keeps_all_digits_and_leaves_gaps_empty() =>
        Assert.Equal("step,fresh,\"fresh, 95 % from\",\"fresh, 95 % to\",\"frozen, v1\",limit\n0,1.25,1,1.5,,5\n1,,,,3,6\n2,,,,1E-17,6\n", ChartRows.Of(_chart).Csv());

    [Fact]
    public void A_row_is_called_as_the_chart_calls_it_there()
    {
        var rows = ChartRows.Of(_chart);

        Assert.Equal("first", rows.Name(0));
        Assert.Equal("1", rows.Name(1));
        Assert.Equal("2012-12-31T23:00:00Z", ChartRows.Of(_chart with { X = ChartAxis.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)) }).Name(1356994800000));
    }
}
