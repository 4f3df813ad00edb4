namespace Panta.Server.Charts;

/// <summary>Draws a <see cref="Histogram"/> as SVG.</summary>
static class HistogramSvg
{
    const double Left = 40, RightMargin = 8, Top = 18, Foot = 32;

    /// <summary>The histogram at a width and height in pixels.</summary>
    public static string Draw(Histogram histogram, int width, int height)
    {
        var current = Shares(histogram.Current);
        var reference = Shares(histogram.Reference);
        var axis = ChartAxis.FromZero(current.Concat(reference).Select(share => share * 100), "share of rows") with { Suffix = " %" };
        double right = width - RightMargin, bottom = height - Foot, bin = (right - Left) / Math.Max(1, current.Length);
        double Y(double share) => bottom - (axis.Share(share * 100) * (bottom - Top));

        var svg = new SvgWriter(width, height, histogram.Finding);
        svg.Text(Left, 10, axis.Unit);
        foreach (var (value, text) in Ticks.Of(axis, height < 140 ? 2 : 4))
        {
            svg.Line(value == 0 ? "ax" : "g", Left, Y(value / 100), right, Y(value / 100));
            svg.Text(Left - 8, Y(value / 100) + 4, text, "end");
        }
        for (var k = 0; k < current.Length; k++)
        {
            var (left, top) = (Left + (k * bin) + 0.5, Y(current[k]));
            if (current[k] > 0) svg.Rect("fill f1", left, top, bin - 1, bottom - top, $"{histogram.Bins[k]}: {current[k]:P1}");
        }
        if (reference.Length > 0) svg.Path("l outline", SvgWriter.PathOf(Outline(reference, bin, bottom, Y)));
        DrawBins(svg, histogram, bin, bottom, right);
        svg.Text((Left + right) / 2, height - 2, histogram.Unit, "middle");
        return svg.ToString();
    }

    static void DrawBins(SvgWriter svg, Histogram histogram, double bin, double bottom, double right)
    {
        var longest = histogram.Bins.Append(histogram.LastEdge).Max(name => name.Length);
        var every = (int)Math.Ceiling(((longest * 6.2) + 10) / bin);
        var shift = histogram.LastEdge.Length == 0 ? bin / 2 : 0;
        for (var k = 0; k < histogram.Bins.Count; k += every)
            if (shift > 0 || right - (Left + (k * bin)) > longest * 6.2) svg.Text(Left + (k * bin) + shift, bottom + 15, histogram.Bins[k], "middle");
        if (shift == 0) svg.Text(right, bottom + 15, histogram.LastEdge, "end");
    }

    static IEnumerable<(double X, double Y)> Outline(double[] shares, double bin, double bottom, Func<double, double> y)
    {
        yield return (Left, bottom);
        for (var k = 0; k < shares.Length; k++)
        {
            yield return (Left + (k * bin), y(shares[k]));
            yield return (Left + ((k + 1) * bin), y(shares[k]));
        }
        yield return (Left + (shares.Length * bin), bottom);
    }

    static double[] Shares(IReadOnlyList<double> counts)
    {
        var sum = counts.Sum();
        return [.. counts.Select(count => sum > 0 ? count / sum : 0)];
    }
}
