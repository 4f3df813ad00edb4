namespace Panta.Server.Charts;

/// <summary>Draws a <see cref="DifferenceChart"/> as SVG: a dot with its interval for each segment.</summary>
static class DifferenceSvg
{
    const int Row = 26, Foot = 40;

    /// <summary>The chart at a width in pixels; under 400 px without the notes at the right.</summary>
    public static string Draw(DifferenceChart chart, int width)
    {
        var axis = ChartAxis.FromZero(chart.Segments.SelectMany(segment => new[] { segment.Low, segment.High, segment.Value }), "") with { Signed = true };
        double left = width < 400 ? 92 : 108, right = width - (width < 400 ? 12 : 190), height = (Row * chart.Segments.Count) + Foot;
        double X(double value) => left + (axis.Share(value) * (right - left));

        var svg = new SvgWriter(width, height, chart.Finding);
        foreach (var (value, text) in Ticks.Of(axis, width < 400 ? 3 : 6))
        {
            svg.Line(value == 0 ? "zero" : "g", X(value), 2, X(value), height - Foot + 2);
            svg.Text(X(value), height - 24, text, "middle");
        }
        for (var k = 0; k < chart.Segments.Count; k++)
        {
            var segment = chart.Segments[k];
            double y = 15 + (Row * k);
            svg.Text(left - 12, y + 4, segment.Segment, "end", k == 0 ? "lab b" : "lab");
            svg.Line("l s1", X(segment.Low), y, X(segment.High), y);
            svg.Circle("dot f1", X(segment.Value), y, 4.5);
            if (width >= 400) svg.Text(right + 10, y + 4, segment.Note, css: "lab");
        }
        svg.Text(left, height - 6, chart.LeftEnd);
        svg.Text(right, height - 6, chart.RightEnd, "end");
        return svg.ToString();
    }
}
