namespace Panta.Server.Charts;

/// <summary>A line the size of a word, without axes; decoration beside a number that says it.</summary>
static class Sparkline
{
    const int Width = 96, Height = 20;

    /// <summary>The values as SVG, 96 × 20 px, hidden from assistive technology; NaN is a gap, fewer than two values draw nothing.</summary>
    public static string Draw(IReadOnlyList<double> values, int colour = 1)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length < 2) return "";

        double low = finite.Min(), range = Math.Max(finite.Max() - low, 1e-300);
        var path = SvgWriter.PathOf(values.Select((value, k) =>
            (1 + (k * (Width - 2.0) / (values.Count - 1)), double.IsFinite(value) ? Height - 2 - ((value - low) / range * (Height - 4)) : double.NaN)));
        return $"<svg class=\"plot spark\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" aria-hidden=\"true\">" +
            $"<path class=\"l s{colour}\" d=\"{path}\"/></svg>";
    }
}
