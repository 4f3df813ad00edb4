namespace Panta.Server.Charts;

/// <summary>Sets each line's label in the clear beside it: right-most place where it covers no line, band, limit or other label.</summary>
static class ChartLabels
{
    const double Em = 6.1, Mark = 16, Height = 14;

    public static void Draw(SvgWriter svg, Chart chart, ChartSvg.Box box)
    {
        var lines = chart.Series.Select(series => Pixels(series.Points, box)).Append(Pixels(chart.Limit, box)).ToArray();
        var taken = new List<(double Left, double Top, double Right, double Bottom)>();
        for (var k = 0; k < chart.Series.Count; k++)
        {
            var text = Text(chart.Series[k], box);
            if (text.Length == 0 || lines[k].Length == 0) continue;
            var (x, y) = Place(lines, k, (Em * text.Length) + Mark, box, taken);
            taken.Add((x, y - Height, x + Mark + (Em * text.Length), y + 4));
            svg.Line($"l s{chart.Series[k].Colour}", x, y - 4, x + 11, y - 4);
            svg.Text(x + Mark, y, text, css: "lab b halo");
        }
    }

    static string Text(ChartSeries series, ChartSvg.Box box)
    {
        if (series.Name.Length == 0 || series.Value.Length == 0) return series.Name;
        return box.Width < 400 ? $"{series.Name} {series.Value.Split(' ')[^1]}" : $"{series.Name}, {series.Value}";
    }

    static (double X, double Low, double High)[] Pixels(IReadOnlyList<ChartPoint> points, ChartSvg.Box box) =>
        [.. points.Where(point => !double.IsNaN(point.Y)).Select(point => (
            box.X(point.X),
            box.Y(double.IsNaN(point.High) ? point.Y : Math.Max(point.High, point.Y)),
            box.Y(double.IsNaN(point.Low) ? point.Y : Math.Min(point.Low, point.Y))))];

    static (double X, double Y) Place((double X, double Low, double High)[][] lines, int own, double width, ChartSvg.Box box,
        List<(double Left, double Top, double Right, double Bottom)> taken)
    {
        var best = (X: Math.Max(box.Left, box.Right - width), Y: box.Top + Height);
        var least = double.MaxValue;
        for (var x = box.Right - width - 4; x >= box.Left + 4; x -= 12)
        {
            var (top, bottom) = Range(lines[own], x, x + width);
            if (top > bottom) continue;
            foreach (var away in (ReadOnlySpan<double>)[8, 20, 32, 44, 60, -6, -18, -30, -44])
            {
                var y = away > 0 ? top - away : bottom + Height - away;
                if (y - Height < box.Top || y + 4 > box.Bottom) continue;
                var cost = ((box.Right - x) / (box.Right - box.Left) * 3) + (Math.Abs(away) / 20);
                cost += 10 * lines.Count(line => Covers(Range(line, x, x + width), y));
                cost += 10 * lines.Where((_, k) => k != own).Count(line => LiesBetween(Range(line, x, x + width), y, top, bottom));
                cost += 20 * taken.Count(other => other.Left < x + width && other.Right > x && other.Top < y + 4 && other.Bottom > y - Height);
                if (cost >= least) continue;
                (best, least) = ((x, y), cost);
            }
        }
        return best;
    }

    static bool Covers((double Top, double Bottom) range, double y) => range.Top <= range.Bottom && range.Top < y + 6 && range.Bottom > y - Height;

    /// <summary>Whether a line runs between the label and the line it names: the eye would give it the label.</summary>
    static bool LiesBetween((double Top, double Bottom) other, double y, double top, double bottom) =>
        other.Top <= other.Bottom && (y < top ? other.Bottom > y && other.Top < top : other.Top < y && other.Bottom > bottom);

    /// <summary>The pixels a line covers between two values of x, with the points just outside; empty (top below bottom) where it has none.</summary>
    static (double Top, double Bottom) Range((double X, double Low, double High)[] line, double from, double to)
    {
        double top = double.MaxValue, bottom = double.MinValue;
        for (var k = 0; k < line.Length; k++)
        {
            var inside = line[k].X >= from && line[k].X <= to;
            var before = line[k].X < from && k + 1 < line.Length && line[k + 1].X > from;
            var after = line[k].X > to && k > 0 && line[k - 1].X < to;
            if (!inside && !before && !after) continue;
            top = Math.Min(top, line[k].Low);
            bottom = Math.Max(bottom, line[k].High);
        }
        return (top, bottom);
    }
}
