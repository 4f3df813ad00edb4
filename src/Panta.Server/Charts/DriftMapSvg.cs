namespace Panta.Server.Charts;

/// <summary>Draws a <see cref="DriftMap"/> as SVG.</summary>
static class DriftMapSvg
{
    const int Cell = 17, Foot = 22, NarrowGroup = 4;

    /// <summary>The map at a width in pixels; under 400 px four windows become one cell, the furthest of them.</summary>
    public static string Draw(DriftMap map, int width)
    {
        var narrow = width < 400;
        double left = narrow ? 84 : 104, right = width - (narrow ? 6 : 112), height = (map.Rows.Count * (Cell + 2)) + Foot;
        double X(double value) => left + (map.X.Share(value) * (right - left));

        var svg = new SvgWriter(width, height, map.Finding);
        for (var k = 0; k < map.Rows.Count; k++)
        {
            double y = k * (Cell + 2);
            svg.Text(left - 10, y + Cell - 4, Cut(map.Rows[k].Column, narrow ? 11 : 14), "end", "lab");
            foreach (var cell in narrow ? Grouped(map.Rows[k].Cells) : map.Rows[k].Cells)
            {
                var gap = X(cell.End) - X(cell.Start) > 3 ? 1 : 0;
                svg.Rect($"q{cell.Level}", X(cell.Start), y, X(cell.End) - X(cell.Start) - gap, Cell, cell.Title);
            }
            if (!narrow) svg.Text(right + 10, y + Cell - 4, map.Rows[k].Note);
        }
        foreach (var (value, text) in Ticks.Of(map.X, narrow ? 3 : 8))
        {
            svg.Line("ax", X(value), height - Foot, X(value), height - Foot + 4);
            if (X(value) + (text.Length * 3.1) <= width) svg.Text(X(value), height - 6, text, "middle");
        }
        return svg.ToString();
    }

    static IEnumerable<DriftCell> Grouped(IReadOnlyList<DriftCell> cells) =>
        cells.Count <= 40 ? cells
            : cells.Chunk(NarrowGroup).Select(group => group.MaxBy(cell => cell.Level) with { Start = group[0].Start, End = group[^1].End });

    static string Cut(string name, int most) => name.Length <= most ? name : $"{name[..(most - 1)]}…";
}
