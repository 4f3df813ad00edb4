using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Panta.Data.Schemas;

namespace Panta.Data.Profiles;

/// <summary>The report's drawings as SVG, in the colours of the page's tokens. Each mark carries its numbers as a title.</summary>
static class ReportCharts
{
    const int Width = 320;
    const int Height = 96;
    const int MostHeatColumns = 40;

    /// <summary>A histogram with the outer edges below it.</summary>
    public static string Histogram(Histogram histogram, DataType type)
    {
        var (svg, bins, most) = (new StringBuilder(), histogram.Counts.Length, Math.Max(1, histogram.Counts.Max()));
        // Bins of a whole number each reach half to either side of it.
        var whole = bins > 1 && !double.IsInteger(histogram.Edges[0]) && histogram.Edges[1] - histogram.Edges[0] == 1;
        var (low, high) = whole ? (histogram.Edges[0] + 0.5, histogram.Edges[^1] - 0.5) : (histogram.Edges[0], histogram.Edges[^1]);
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height + 18}\" role=\"img\" aria-label=\"Histogram\">\n");
        for (var i = 0; i < bins; i++)
        {
            var (x, width) = (Width * (double)i / bins, Width / (double)bins);
            var height = Height * (double)histogram.Counts[i] / most;
            var range = whole ? ProfileReport.Value(low + i, type) : $"{ProfileReport.Value(histogram.Edges[i], type)} to {ProfileReport.Value(histogram.Edges[i + 1], type)}";
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect x=\"{x + 0.5:0.##}\" y=\"{Height - height:0.##}\" width=\"{Math.Max(1, width - 1):0.##}\" height=\"{height:0.##}\" class=\"c1\">")
                .Append(CultureInfo.InvariantCulture, $"<title>{range}: {ProfileReport.Number(histogram.Counts[i])}</title></rect>\n");
        }

        return svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" y1=\"{Height}\" x2=\"{Width}\" y2=\"{Height}\" class=\"axis\"/>\n")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Height + 14}\">{ProfileReport.Value(low, type)}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Width}\" y=\"{Height + 14}\" text-anchor=\"end\">{ProfileReport.Value(high, type)}</text>\n</svg>\n").ToString();
    }

    /// <summary>A bar for each value, as its share of all rows.</summary>
    public static string Bars(ImmutableArray<ValueCount> values, long rows, string colour)
    {
        const int Line = 22;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {values.Length * Line}\" role=\"img\" aria-label=\"Counts\">\n");
        for (var i = 0; i < values.Length; i++)
        {
            var (share, name) = (values[i].Count / (double)Math.Max(1, rows), values[i].Value);
            var shown = name.Length == 0 ? "(empty)" : name.Length > 24 ? name[..23] + "…" : name;
            svg.Append(CultureInfo.InvariantCulture, $"<g><title>{ProfileReport.Text(name)}: {ProfileReport.Number(values[i].Count)} of {ProfileReport.Number(rows)}</title>")
                .Append(CultureInfo.InvariantCulture, $"<rect x=\"0\" y=\"{i * Line + 15}\" width=\"{Width}\" height=\"4\" class=\"track\"/>")
                .Append(CultureInfo.InvariantCulture, $"<rect x=\"0\" y=\"{i * Line + 15}\" width=\"{Math.Max(1, Width * share):0.##}\" height=\"4\" class=\"{colour}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{i * Line + 12}\">{ProfileReport.Text(shown)}</text>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Width}\" y=\"{i * Line + 12}\" text-anchor=\"end\">")
                .Append(CultureInfo.InvariantCulture, $"{ProfileReport.Number(values[i].Count)} · {ProfileReport.Share(values[i].Count, rows)}</text></g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Correlations as a heat map: blue below zero, amber above, grey where there is none; the first forty columns.</summary>
    public static string Heat(CorrelationMatrix matrix)
    {
        const int Cell = 26;
        const int Left = 140;
        const int Top = 8;
        var count = Math.Min(matrix.Names.Length, MostHeatColumns);
        var (svg, side) = (new StringBuilder(), Left + count * Cell);
        svg.Append(CultureInfo.InvariantCulture,
            $"<div class=\"panel scroll\"><svg class=\"heat\" width=\"{side + 100}\" height=\"{Top + count * Cell + 100}\" role=\"img\" aria-label=\"Correlations\">\n");
        for (var i = 0; i < count; i++)
        {
            var (y, name) = (Top + i * Cell, ProfileReport.Text(Short(matrix.Names[i])));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{y + 17}\" text-anchor=\"end\">{name}</text>\n");
            for (var j = 0; j < count; j++) AppendCell(svg, matrix, i, j, Left + j * Cell, y, Cell - 1);
            svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate({Left + i * Cell + 10},{Top + count * Cell + 10}) rotate(45)\">{name}</text>\n");
        }

        svg.Append("</svg></div>\n");
        if (matrix.Names.Length > count) svg.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{count} of {matrix.Names.Length} columns are shown.</p>\n");
        return svg.ToString();
    }

    static void AppendCell(StringBuilder svg, CorrelationMatrix matrix, int i, int j, int x, int y, int size)
    {
        var r = matrix[i, j];
        var colour = double.IsNaN(r) ? "none" : ((int)Math.Round(r * 3)) switch { 0 => "d0", > 0 and var step => $"d{step}", var step => $"m{-step}" };
        svg.Append(CultureInfo.InvariantCulture,
            $"<rect x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" class=\"{colour}\"><title>{ProfileReport.Text(matrix.Names[i])} and ")
            .Append(CultureInfo.InvariantCulture,
                $"{ProfileReport.Text(matrix.Names[j])}: {(double.IsNaN(r) ? "none" : r.ToString("0.00", CultureInfo.InvariantCulture))}</title></rect>\n");
    }

    static string Short(string name) => name.Length > 18 ? name[..17] + "…" : name;
}
