using Panta.Server.Charts;

namespace Panta.Server.Tests.Charts;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 250, "0 50 100 150 200 250")]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(40, 100, "40 60 80 100")]
    [InlineData(-40, 40, "−40 −20 0 20 40")]
    [InlineData(0, 12500, "0 2,500 5,000 7,500 10,000 12,500")]
    [InlineData(0, 0.0005, "0 0.0001 0.0002 0.0003 0.0004 0.0005")]
    public void Numbers_are_round_and_have_equal_decimals(double min, double max, string expected)
    {
        var ticks = Ticks.Of(new ChartAxis(min, max), 5).Select(tick => tick.Text == "0" ? "0" : tick.Text);

        Assert.Equal(expected, string.Join(' ', ticks));
    }

    [Theory]
    [InlineData("2011-02-26", "2013-01-01", 8, "Apr 2011|Jul|Oct|Jan 2012|Apr|Jul|Oct|Jan 2013")]
    [InlineData("2011-02-26", "2013-01-01", 5, "Jul 2011|Jan 2012|Jul 2012|Jan 2013")]
    [InlineData("2019-07-11", "2019-08-12", 5, "15 Jul|22 Jul|29 Jul|5 Aug|12 Aug")]
    [InlineData("2020-03-01", "2020-03-02", 5, "1 Mar|06:00|12:00|18:00|2 Mar")]
    public void Times_fall_on_months_mondays_and_hours(string start, string end, int most, string expected)
    {
        var axis = ChartAxis.Time(DateTimeOffset.Parse($"{start}T00:00Z"), DateTimeOffset.Parse($"{end}T00:00Z"));

        Assert.Equal(expected, string.Join('|', Ticks.Of(axis, most).Select(tick => tick.Text)));
    }

    [Fact]
    public void A_log_axis_begins_and_ends_on_ticks()
    {
        var axis = ChartAxis.Log([16.2, 180, -3, double.NaN], "mae");

        Assert.Equal((10, 200), (axis.Min, axis.Max));
        Assert.Equal("10 20 50 100 200", string.Join(' ', Ticks.Of(axis, 5).Select(tick => tick.Text)));
    }

    [Fact]
    public void An_axis_holds_every_value_whatever_it_is()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 1000; trial++)
        {
            var values = Enumerable.Range(0, 1 + (trial % 7)).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12))).ToArray();
            var axis = ChartAxis.Around(values, "");

            Assert.True(axis.Min <= values.Min() && axis.Max >= values.Max() && axis.Min < axis.Max, $"trial {trial}: {axis} for {string.Join(", ", values)}");
            Assert.InRange(Ticks.Of(axis, 5).Count, 2, 8);
        }
    }
}
