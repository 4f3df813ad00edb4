namespace Panta.Server.Charts;

/// <summary>A histogram the size of a word, without axes; decoration beside the numbers that say it.</summary>
static class SparkBars
{
    const int Width = 120, Height = 22;

    /// <summary>The current counts as SVG, 120 × 22 px, hidden from assistive technology; nothing where all are 0.</summary>
    public static string Draw(Histogram histogram)
    {
        var most = histogram.Current.DefaultIfEmpty(0).Max();
        if (most <= 0) return "";

        var bin = (double)Width / histogram.Current.Count;
        var bars = string.Concat(histogram.Current.Select((count, k) =>
            count <= 0 ? "" : Bar(k * bin, Math.Max(0.5, bin - 1), Math.Max(1, count / most * Height))));
        return $"<svg class=\"sparkbars f1\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" aria-hidden=\"true\">{bars}</svg>";
    }

    static string Bar(double x, double width, double height) =>
        $"<rect x=\"{x:0.#}\" y=\"{Height - height:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>";
}
