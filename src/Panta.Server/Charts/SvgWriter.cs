using System.Net;
using System.Text;

namespace Panta.Server.Charts;

/// <summary>Writes SVG elements; coordinates get one decimal, text is encoded. Classes carry the colours, so a theme switch needs no redraw.</summary>
sealed class SvgWriter
{
    readonly StringBuilder _out = new();

    public SvgWriter(double width, double height, string finding) =>
        Raw($"<svg class=\"plot\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\" aria-label=\"{Encode(finding)}\">");

    public void Raw(string markup) => _out.Append(markup);

    public void Line(string css, double x1, double y1, double x2, double y2) =>
        Raw($"<line class=\"{css}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    public void Text(double x, double y, string text, string anchor = "start", string css = "") =>
        Raw($"<text{Class(css)} x=\"{N(x)}\" y=\"{N(y)}\"{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}>{Encode(text)}</text>");

    public void Path(string css, string data, string title = "") => Raw($"<path class=\"{css}\" d=\"{data}\"{Close("path", title)}");

    public void Rect(string css, double x, double y, double width, double height, string title = "") =>
        Raw($"<rect class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Max(0, width))}\" height=\"{N(Math.Max(0, height))}\"{Close("rect", title)}");

    public void Circle(string css, double x, double y, double radius, string title = "") =>
        Raw($"<circle class=\"{css}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"{Close("circle", title)}");

    public override string ToString() => $"{_out}</svg>";

    /// <summary>A path through points; a NaN starts a new piece.</summary>
    public static string PathOf(IEnumerable<(double X, double Y)> points)
    {
        var data = new StringBuilder();
        var pen = 'M';
        foreach (var (x, y) in points)
        {
            if (double.IsNaN(y))
            {
                pen = 'M';
                continue;
            }
            data.Append(pen).Append(N(x)).Append(' ').Append(N(y));
            pen = 'L';
        }
        return data.ToString();
    }

    public static string Mark(MarkKind kind, double x, double y) => kind switch
    {
        MarkKind.Alert => $"M{N(x)} {N(y - 5.5)}L{N(x + 6)} {N(y + 5)}H{N(x - 6)}Z",
        MarkKind.Promoted => $"M{N(x)} {N(y - 6)}L{N(x + 6)} {N(y)}L{N(x)} {N(y + 6)}L{N(x - 6)} {N(y)}Z",
        MarkKind.Kept => $"M{N(x - 4)} {N(y - 4)}L{N(x + 4)} {N(y + 4)}M{N(x + 4)} {N(y - 4)}L{N(x - 4)} {N(y + 4)}",
        _ => $"M{N(x + 5)} {N(y - 4)}V{N(y + 1)}H{N(x - 5)}M{N(x - 2)} {N(y - 3)}L{N(x - 6)} {N(y + 1)}L{N(x - 2)} {N(y + 5)}",
    };

    /// <summary>A cross for NaN, a triangle towards the infinity.</summary>
    public static string Odd(double value, double x, double y) => value switch
    {
        double.PositiveInfinity => $"M{N(x)} {N(y - 4)}L{N(x + 4)} {N(y + 3)}H{N(x - 4)}Z",
        double.NegativeInfinity => $"M{N(x)} {N(y + 4)}L{N(x + 4)} {N(y - 3)}H{N(x - 4)}Z",
        _ => $"M{N(x - 3)} {N(y - 3)}L{N(x + 3)} {N(y + 3)}M{N(x + 3)} {N(y - 3)}L{N(x - 3)} {N(y + 3)}",
    };

    public static string MarkClass(MarkKind kind) => kind switch
    {
        MarkKind.Alert => "mk alert",
        MarkKind.Promoted => "mk promote",
        MarkKind.Kept => "mk reject",
        _ => "mk undo",
    };

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    static string N(double value) => Math.Round(value, 1).ToString("0.#");

    static string Class(string css) => css.Length == 0 ? "" : $" class=\"{css}\"";

    static string Close(string element, string title) => title.Length == 0 ? "/>" : $"><title>{Encode(title)}</title></{element}>";
}
