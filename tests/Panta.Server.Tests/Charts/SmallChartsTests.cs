using Panta.Server.Charts;

namespace Panta.Server.Tests.Charts;

public sealed class SmallChartsTests
{
    [Fact]
    public void A_histogram_is_an_outline_before_a_fill() => Snapshot.Match(Indented(HistogramSvg.Draw(new()
    {
        Finding = "It moved right.",
        Bins = ["0", "10", "20", "30"],
        LastEdge = "40",
        Reference = [50, 30, 20, 0],
        Current = [0, 10, 60, 30],
        Unit = "temp, °C",
    }, 344, 230)));

    [Fact]
    public void A_drift_map_colours_what_is_beyond_the_reference() => Snapshot.Match(Indented(DriftMapSvg.Draw(new()
    {
        Finding = "One of two inputs drifted.",
        X = new ChartAxis(0, 3 * 86400e3) { IsTime = true },
        Rows =
        [
            new("temp", [new(0, 86400e3, 0, "within"), new(86400e3, 2 * 86400e3, 3, "over"), new(2 * 86400e3, 3 * 86400e3, 6, "far over")], "2 of 3 days"),
            new("hum", [new(0, 86400e3, 0, "within")], "0 of 1 days"),
        ],
    }, 536)));

    [Fact]
    public void A_difference_stands_around_a_strong_zero() => Snapshot.Match(Indented(DifferenceSvg.Draw(new()
    {
        Finding = "Better on the whole.",
        Segments = [new("all rows", -21.1, -29, -12.7, "65.0 → 43.9 · 335 rows"), new("night", 3.2, 0.3, 6.1, "14.7 → 17.9 · 83 rows")],
    }, 800)));

    [Fact]
    public void A_sparkline_of_one_value_is_nothing()
    {
        Assert.Equal("", Sparkline.Draw([1]));
        Assert.Contains("aria-hidden", Sparkline.Draw([1, double.NaN, 3]));
    }

    static string Indented(string svg) => svg.Replace("><", ">\n<") + "\n";
}
