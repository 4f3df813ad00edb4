using Panta.Server.Charts;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Makes the curves of metrics by step.</summary>
static class RunCharts
{
    /// <summary>One metric by step, a line for each run; values that a log scale cannot show are left out and counted.</summary>
    public static Chart ByStep(string id, string metric, bool isLog, IReadOnlyList<(string Name, int Colour, IReadOnlyList<Metric> Points)> runs)
    {
        var values = runs.SelectMany(run => run.Points.Select(point => point.Value)).ToArray();
        var left = isLog ? values.Count(value => value <= 0) : 0;
        var unit = !isLog ? metric : left == 0 ? $"{metric} (log scale)" : $"{metric} (log scale; {Figures.Count(left, "value")} of 0 or less left out)";
        var steps = runs.SelectMany(run => run.Points.Select(point => (double)point.Step)).DefaultIfEmpty(0).ToArray();
        var drawn = runs.Where(run => run.Points.Count > 0).ToArray();
        return new()
        {
            Id = id,
            Finding = $"{metric} by step: {string.Join(", ", drawn.Select(run => $"{run.Name} ends at {Figures.Real(run.Points[^1].Value)}"))}.",
            X = new(steps.Min(), Math.Max(steps.Max(), steps.Min() + 1)) { Unit = "step" },
            Y = isLog ? ChartAxis.Log(values, unit) : ChartAxis.Around(values, unit),
            Series = [.. drawn.Select(run => new ChartSeries(run.Name, run.Colour, Line(run.Points, isLog)) { Value = Figures.Real(run.Points[^1].Value) })],
            Notes = [.. runs.SelectMany(run => run.Points.Select(point => point.Step)).Distinct().Order().Take(2000)
                .Select(step => new ChartNote(step, Note(step, runs)))],
            LabelsAtEnds = true,
            Height = 240,
        };
    }

    static ChartPoint[] Line(IReadOnlyList<Metric> points, bool isLog) =>
        [.. points.OrderBy(point => point.Step).Select(point =>
            new ChartPoint(point.Step, isLog && point.Value <= 0 || !double.IsFinite(point.Value) ? double.NaN : point.Value))];

    static string Note(long step, IReadOnlyList<(string Name, int Colour, IReadOnlyList<Metric> Points)> runs) =>
        $"step {Figures.Number(step)} · " + string.Join(" · ", runs.Select(run => (run.Name, Point: run.Points.FirstOrDefault(point => point.Step == step)))
            .Where(run => run.Point is not null).Select(run => $"{run.Name}: {Figures.Real(run.Point?.Value)}"));
}
