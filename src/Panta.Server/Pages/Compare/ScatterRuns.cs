using Panta.Server.Charts;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Makes the scatter plot of runs: a param or metric against another.</summary>
static class ScatterRuns
{
    /// <summary>The plot; null where fewer than two runs have both.</summary>
    public static Chart? Of(IReadOnlyList<CompareView.Line> lines, IReadOnlyList<Run> runs, string x, string y)
    {
        var points = lines.Zip(runs, (line, run) => (Line: line, X: CompareFields.Number(run, x), Y: CompareFields.Number(run, y)))
            .Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToArray();
        if (points.Length < 2) return null;

        var (nameX, nameY) = (Short(x), Short(y));
        return new()
        {
            Id = "scatter",
            Finding = $"{nameY} against {nameX} of {Figures.Count(points.Length, "run")}.",
            X = ChartAxis.Around(Room(points.Select(point => point.X)), nameX),
            Y = ChartAxis.Around(Room(points.Select(point => point.Y)), nameY),
            Series = [.. points.OrderByDescending(point => point.Line.Colour).Select(point =>
                new ChartSeries("", point.Line.Colour, [new(point.X, point.Y)])
                {
                    IsMark = true,
                    Key = point.Line.Id,
                    Hint = $"{point.Line.Number} {point.Line.Name}",
                })],
            Notes = [.. points.GroupBy(point => point.X).OrderBy(group => group.Key).Select(group => new ChartNote(group.Key,
                $"{nameX} {Figures.Real(group.Key)}: " + string.Join(" · ", group.OrderBy(point => point.Y).Take(4)
                    .Select(point => $"{point.Line.Number} {point.Line.Name} {Figures.Real(point.Y)}"))
                + (group.Count() > 4 ? $" and {Figures.Number(group.Count() - 4)} more" : "")))],
            Height = 320,
        };
    }

    // No point lies on an edge.
    static double[] Room(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var margin = (all.Max() - all.Min()) * 0.04;
        return [.. all, all.Min() - margin, all.Max() + margin];
    }

    static string Short(string field) => field[(field.IndexOf('.') + 1)..];
}
