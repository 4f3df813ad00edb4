namespace Panta.Server.Charts;

/// <summary>Draws a <see cref="ParallelPlot"/> as SVG; scripts find axes and lines in it by their data.</summary>
static class ParallelSvg
{
    const double Top = 34, Foot = 26, Missing = 14, Side = 56;

    /// <summary>The plot at a width and height in pixels.</summary>
    public static string Draw(ParallelPlot plot, int width, int height)
    {
        var bottom = height - Foot;
        double X(int axis) => plot.Axes.Count == 1 ? width / 2.0 : Side + (axis * (width - (2 * Side)) / (plot.Axes.Count - 1));
        double Y(double share) => double.IsNaN(share) ? bottom + Missing : bottom - (share * (bottom - Top));

        var svg = new SvgWriter(width, height, plot.Finding);
        svg.Raw($"<g class=\"lines\" data-top=\"{Top:0.#}\" data-bottom=\"{bottom:0.#}\">");
        foreach (var line in plot.Lines)
        {
            var path = SvgWriter.PathOf(line.Shares.Select((share, k) => (X(k), Y(share))));
            svg.Raw($"<path class=\"pl k{line.Level}\" data-run=\"{SvgWriter.Encode(line.Key)}\" data-at=\"{string.Join(' ', line.Shares.Select(Share))}\" d=\"{path}\">"
                + $"<title>{SvgWriter.Encode(line.Title)}</title></path>");
        }
        svg.Raw("</g>");
        var room = (width - (2 * Side)) / Math.Max(1, plot.Axes.Count - 1);
        for (var k = 0; k < plot.Axes.Count; k++) DrawAxis(svg, plot.Axes[k], k, X(k), Y, room, k == plot.Axes.Count - 1 && k > 0);
        return svg.ToString();
    }

    static void DrawAxis(SvgWriter svg, ParallelPlot.Axis axis, int place, double x, Func<double, double> y, double room, bool isLast)
    {
        svg.Raw($"<g class=\"axis\" data-axis=\"{place}\" data-x=\"{x:0.#}\">");
        svg.Raw($"<rect class=\"hit\" x=\"{x - 14:0.#}\" y=\"{y(1) - 4:0.#}\" width=\"28\" height=\"{y(0) - y(1) + 8:0.#}\"/>");
        svg.Line("ax", x, y(1), x, y(0));
        var most = (int)(room / 6.2);
        svg.Text(x, 12, Cut(axis.Name.Split('.', '/')[^1], Math.Max(6, most)), "middle", isLast ? "lab b" : "lab");
        foreach (var (share, text) in axis.Ticks)
        {
            svg.Line("ax", x - 3, y(share), x + 3, y(share));
            svg.Text(isLast ? x - 7 : x + 7, y(share) + 4, Cut(text, Math.Max(4, most - 3)), isLast ? "end" : "start", "halo");
        }
        svg.Raw("</g>");
    }

    static string Share(double share) => double.IsNaN(share) ? "-" : share.ToString("0.####");

    static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
