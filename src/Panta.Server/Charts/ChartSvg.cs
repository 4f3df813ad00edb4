namespace Panta.Server.Charts;

/// <summary>Draws a <see cref="Chart"/> as SVG: lanes of marks, the strip of versions, then the plot. Charts that share time share the left edge.</summary>
static class ChartSvg
{
    const int Foot = 22, LaneHeight = 19;

    /// <summary>The chart at a width in pixels; under 400 px lanes lose their names and ticks become fewer.</summary>
    public static string Draw(Chart chart, int width, int height)
    {
        var box = Box.Of(chart, width, height);
        var svg = new SvgWriter(width, height, chart.Finding);
        DrawLanes(svg, chart, box);
        DrawStrip(svg, chart, box);
        DrawAxes(svg, chart, box);
        if (chart.Limit.Count > 0)
            svg.Path("lim", SvgWriter.PathOf(chart.Limit.Select(point => (box.X(point.X), point.Y is double.NaN ? point.Y : box.Y(point.Y)))));
        foreach (var series in chart.Series) DrawSeries(svg, series, box);
        if (chart.LabelsAtEnds) DrawEndLabels(svg, chart, box);
        else ChartLabels.Draw(svg, chart, box);
        return svg.ToString();
    }

    static void DrawLanes(SvgWriter svg, Chart chart, Box box)
    {
        for (var k = 0; k < chart.Lanes.Count; k++)
        {
            double y = 9 + (LaneHeight * k);
            svg.Line("g", box.Left, y, box.Right, y);
            if (box.NamesLanes) svg.Text(box.Left - 10, y + 4, chart.Lanes[k].Name, "end");
            foreach (var mark in chart.Lanes[k].Marks.Where(mark => mark.Kind is MarkKind.Promoted or MarkKind.RolledBack))
                svg.Line("rule", box.X(mark.X), y + 7, box.X(mark.X), box.Bottom);
            foreach (var group in Grouped(chart.Lanes[k].Marks, box)) DrawMarks(svg, group, box, y);
        }
    }

    static void DrawMarks(SvgWriter svg, List<ChartMark> group, Box box, double y)
    {
        var x = group.Average(mark => box.X(mark.X));
        var link = group[0].Link;
        if (link is not null) svg.Raw($"<a href=\"{SvgWriter.Encode(link)}\">");
        svg.Path(SvgWriter.MarkClass(group[0].Kind), SvgWriter.Mark(group[0].Kind, x, y), string.Join("; ", group.Select(mark => mark.Title)));
        if (link is not null) svg.Raw("</a>");
        if (group.Count > 1) svg.Text(x + 8, y + 4, $"{group.Count}", css: "halo");
    }

    /// <summary>Marks that would touch become one with a count.</summary>
    static List<List<ChartMark>> Grouped(IReadOnlyList<ChartMark> marks, Box box)
    {
        var groups = new List<List<ChartMark>>();
        foreach (var mark in marks)
        {
            if (groups.Count > 0 && groups[^1][0].Kind == mark.Kind && box.X(mark.X) - box.X(groups[^1][^1].X) < 11) groups[^1].Add(mark);
            else groups.Add([mark]);
        }
        return groups;
    }

    static void DrawStrip(SvgWriter svg, Chart chart, Box box)
    {
        if (chart.Strip.Count == 0) return;

        double y = (LaneHeight * chart.Lanes.Count) + 3;
        if (box.NamesLanes) svg.Text(box.Left - 10, y + 12, "serving", "end");
        for (var k = 0; k < chart.Strip.Count; k++)
        {
            var (start, end, name) = chart.Strip[k];
            double x = box.X(start), width = box.X(end) - x;
            svg.Rect(k % 2 == 1 ? "seg-a" : "seg-b", x, y, Math.Max(1, width - 1), 16, name);
            if (width > (7 * name.Length) + 6) svg.Text(x + (width / 2), y + 12, name, "middle", "name");
        }
    }

    static void DrawAxes(SvgWriter svg, Chart chart, Box box)
    {
        foreach (var (value, text) in Ticks.Of(chart.Y, 5))
        {
            var css = value == chart.Y.Min ? "ax" : value == 0 && chart.Y.Signed ? "zero" : "g";
            svg.Line(css, box.Left, box.Y(value), box.Right, box.Y(value));
            svg.Text(box.Left - 8, box.Y(value) + 4, text, "end");
        }
        svg.Text(box.Left, box.Top - 8, chart.Y.Unit);
        foreach (var (value, text) in Ticks.Of(chart.X, box.Width < 400 ? 3 : box.Width < 800 || !chart.X.IsTime ? 5 : 8))
        {
            svg.Line("ax", box.X(value), box.Bottom, box.X(value), box.Bottom + 4);
            if (box.X(value) + (text.Length * 3.1) <= box.Width) svg.Text(box.X(value), box.Bottom + 16, text, "middle");
        }
        if (!chart.X.IsTime && chart.X.Unit.Length > 0) svg.Text((box.Left + box.Right) / 2, box.Bottom + 31, chart.X.Unit, "middle");
        foreach (var (start, _, name) in chart.Rules)
        {
            svg.Line("rule", box.X(start), box.Top, box.X(start), box.Bottom);
            svg.Text(box.X(start) + (box.X(start) < box.Left + 150 ? 6 : -6), box.Top + 11, name, box.X(start) < box.Left + 150 ? "start" : "end", "lab halo");
        }
    }

    static void DrawSeries(SvgWriter svg, ChartSeries series, Box box)
    {
        var points = series.LastIsOpen && series.Points.Count > 1 ? [.. series.Points.SkipLast(1)] : series.Points;
        var banded = points.Where(point => !double.IsNaN(point.Low) && !double.IsNaN(point.High)).ToArray();
        if (banded.Length > 1)
            svg.Path($"band f{series.Colour}", SvgWriter.PathOf(banded.Select(point => (box.X(point.X), box.Y(point.High)))
                .Concat(banded.Reverse().Select(point => (box.X(point.X), box.Y(point.Low))))) + "Z");
        var css = $"l s{series.Colour}{(series.IsFormer ? " former" : "")}{(series.IsEstimate ? " estimate" : "")}{(series.IsRaw ? " raw" : "")}";
        svg.Path(css, SvgWriter.PathOf(points.Select(point => (box.X(point.X), double.IsNaN(point.Y) ? double.NaN : box.Y(point.Y)))));
        foreach (var (x, value) in series.Odd) svg.Path($"odd s{series.Colour}", SvgWriter.Odd(value, box.X(x), value > 0 ? box.Top + 5 : box.Bottom - 5));
        if (points.Count == 1) svg.Circle($"f{series.Colour}", box.X(points[0].X), box.Y(points[0].Y), series.IsMark ? 4 : 2.75, series.Hint);
        if (points.Count == series.Points.Count || double.IsNaN(series.Points[^1].Y)) return;

        var (from, to) = (series.Points[^2], series.Points[^1]);
        if (!double.IsNaN(from.Y)) svg.Path($"l s{series.Colour} open", SvgWriter.PathOf([(box.X(from.X), box.Y(from.Y)), (box.X(to.X), box.Y(to.Y))]));
        svg.Circle($"hollow s{series.Colour}", box.X(to.X), box.Y(to.Y), 2.75);
    }

    static void DrawEndLabels(SvgWriter svg, Chart chart, Box box)
    {
        var labels = chart.Series.Where(series => series.Points.Count > 0 && series.Name.Length > 0)
            .Select(series => (Y: box.Y(series.Points[^1].Y is double.NaN ? chart.Y.Min : series.Points[^1].Y), Series: series))
            .OrderBy(label => label.Y).ToArray();
        var gap = Math.Min(30, (box.Bottom - box.Top) / Math.Max(1, labels.Length));
        for (var k = 1; k < labels.Length; k++) labels[k].Y = Math.Max(labels[k].Y, labels[k - 1].Y + gap);
        var limit = box.Bottom - 16;
        for (var k = labels.Length - 1; k >= 0; k--)
        {
            labels[k].Y = Math.Min(labels[k].Y, limit);
            limit = labels[k].Y - gap;
        }
        foreach (var (y, series) in labels)
        {
            svg.Line($"l s{series.Colour}", box.Right + 6, y, box.Right + 14, y);
            svg.Text(box.Right + 19, y + 4, series.Name, css: "lab");
            svg.Text(box.Right + 19, y + 18, series.Value, css: "lab b");
        }
    }

    /// <summary>Where the plot lies in its picture.</summary>
    internal sealed record Box(ChartAxis AxisX, ChartAxis AxisY, double Width, double Left, double Top, double Right, double Bottom)
    {
        public bool NamesLanes => Left > 50;

        public static Box Of(Chart chart, int width, int height)
        {
            var lanes = LaneHeight * chart.Lanes.Count;
            var top = lanes + (chart.Strip.Count > 0 ? 24 : 0) + (chart.Lanes.Count > 0 || chart.Strip.Count > 0 ? 24 : 20);
            var left = width < 400 ? 32 : chart.IsWide ? 104 : chart.Lanes.Count > 0 ? 58 : 44;
            var right = chart.LabelsAtEnds ? 76 : width < 400 ? 6 : chart.IsWide ? 112 : 8;
            var foot = !chart.X.IsTime && chart.X.Unit.Length > 0 ? Foot + 14 : Foot;
            return new(chart.X, chart.Y, width, left, top, width - right, height - foot);
        }

        public double X(double value) => Left + (AxisX.Share(value) * (Right - Left));

        public double Y(double value) => Bottom - (AxisY.Share(value) * (Bottom - Top));
    }
}
