using Panta.Server.Charts;

namespace Panta.Server.Tests.Charts;

public sealed class ChartSvgTests
{
    static readonly DateTimeOffset _start = new(2011, 1, 3, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_chart_of_a_kpi_is_lanes_strip_lines_band_and_limit() => Snapshot.Match(Indented(ChartSvg.Draw(Kpi(), 536, 300)));

    [Fact]
    public void A_narrow_chart_has_fewer_ticks_and_no_lane_names()
    {
        var narrow = ChartSvg.Draw(Kpi(), 344, 280);

        Assert.DoesNotContain(">alerts</text>", narrow);
        Assert.True(narrow.Split("class=\"ax\"").Length < ChartSvg.Draw(Kpi(), 536, 300).Split("class=\"ax\"").Length);
    }

    [Fact]
    public void A_gap_in_the_data_is_a_gap_in_the_line()
    {
        var chart = Lines(new ChartSeries("a", 1, [new(0, 1), new(1, 2), new(2, double.NaN), new(3, 2), new(4, 1)]));

        Assert.Matches(@"class=""l s1"" d=""M[\d. ]+L[\d. ]+M[\d. ]+L[\d. ]+""", ChartSvg.Draw(chart, 536, 300));
    }

    [Fact]
    public void Marks_that_would_touch_become_one_with_a_count()
    {
        var together = Kpi() with { Lanes = [new("alerts", [.. Enumerable.Range(0, 3).Select(k => new ChartMark(MarkKind.Alert, At(k * 0.1), $"alert {k}"))])] };

        var svg = ChartSvg.Draw(together, 536, 300);

        Assert.Equal(1, svg.Split("mk alert").Length - 1);
        Assert.Contains(">3</text>", svg);
        Assert.Contains("alert 0; alert 1; alert 2", svg);
    }

    [Fact]
    public void Text_of_strangers_is_encoded_in_the_picture_and_in_the_record()
    {
        var hostile = Lines(new ChartSeries("</script><script>alert(1)</script>", 1, [new(0, 1), new(1, 2)])) with { Finding = "\"><script>" };

        Assert.DoesNotContain("<script", ChartSvg.Draw(hostile, 536, 300));
        Assert.DoesNotContain("<", ChartJson.Write(hostile));
    }

    [Fact]
    public void Labels_of_lines_that_end_together_keep_their_distance()
    {
        var chart = Lines(new("first", 1, [new(0, 1), new(4, 2)]) { Value = "2.0" }, new("second", 2, [new(0, 2), new(4, 2.01)]) { Value = "2.01" }) with { LabelsAtEnds = true };

        var svg = ChartSvg.Draw(chart, 536, 300);

        var heights = System.Text.RegularExpressions.Regex.Matches(svg, @"<text class=""lab"" x=""[\d.]+"" y=""([\d.]+)"">").Select(match => double.Parse(match.Groups[1].Value)).ToArray();
        Assert.Equal(2, heights.Length);
        Assert.True(Math.Abs(heights[0] - heights[1]) >= 30);
    }

    [Fact]
    public void The_record_for_the_canvas_says_gaps_as_null_and_marks_by_name() => Snapshot.Match(ChartJson.Write(Kpi()));

    static Chart Lines(params ChartSeries[] series) => new() { Id = "c", Finding = "f", X = new(0, 4) { Unit = "step" }, Y = new(0, 3), Series = series };

    static Chart Kpi() => new()
    {
        Id = "kpi",
        Finding = "Error by week: it doubles in March and recovers.",
        X = ChartAxis.Time(_start, _start.AddDays(63)),
        Y = ChartAxis.FromZero([12, 48.5, 31], "rentals/h"),
        Series =
        [
            new("frozen v1", 8, [.. Enumerable.Range(0, 9).Select(k => new ChartPoint(At(k + 0.5), 20 + (3 * k)))]) { Value = "mean 32", IsFormer = true },
            new("kept fresh", 1, [.. Enumerable.Range(0, 9).Select(k => new ChartPoint(At(k + 0.5), k == 4 ? double.NaN : 18 + (k % 3), 14, 25))]) { Value = "mean 19", LastIsOpen = true },
        ],
        Lanes = [new("alerts", [new(MarkKind.Alert, At(4), "over its limit", "/alerts")]), new("kept", []), new("promoted", [new(MarkKind.Promoted, At(4.2), "v2 → champion")])],
        Strip = [new(At(0), At(4.2), "v1"), new(At(4.2), At(9), "v2")],
        Limit = [new(At(0), 30), new(At(4.2), 30), new(At(4.2), 25), new(At(9), 25)],
        Notes = [new(At(0.5), "week of 3 Jan 2011: 18.0"), new(At(8.5), "week of 28 Feb 2011: 20.0")],
    };

    static double At(double week) => ChartAxis.Milliseconds(_start.AddDays(7 * week));

    static string Indented(string svg) => svg.Replace("><", ">\n<") + "\n";
}
