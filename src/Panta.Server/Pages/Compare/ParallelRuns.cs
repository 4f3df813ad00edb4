using Panta.Server.Charts;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Makes the parallel coordinates of runs: the params that differ, then the metric they are judged by.</summary>
static class ParallelRuns
{
    const int MostAxes = 9, MostCategories = 12, LogRange = 100, Levels = 4, FirstLevel = 3;

    /// <summary>The plot; null where no param differs or no run has the metric.</summary>
    public static ParallelPlot? Of(IReadOnlyList<Run> runs, IReadOnlyList<string> names, string metric)
    {
        var differing = names.Where(name => runs.Select(run => CompareFields.Param(run, name)).Distinct().Count() > 1).ToArray();
        var values = runs.Select(run => CompareFields.Metric(run, metric) ?? double.NaN).ToArray();
        if (differing.Length == 0 || !values.Any(double.IsFinite)) return null;

        var (shares, axis) = Numeric(metric, values);
        var axes = differing.Take(MostAxes).Select(name => Param(runs, name)).Append((shares, axis)).ToArray();
        var lines = runs.Select((run, k) => new ParallelPlot.Line(
            run.RunId, $"{k + 1} {run.Name}: {string.Join(", ", differing.Take(MostAxes).Select(name => $"{name} {CompareFields.Param(run, name) ?? Figures.None}"))}, {metric} {Figures.Real(CompareFields.Metric(run, metric))}",
            [.. axes.Select(each => each.Item1[k])],
            double.IsNaN(shares[k]) ? 0 : FirstLevel + Math.Min(Levels - 1, (int)(shares[k] * Levels))));
        return new()
        {
            Finding = $"{Figures.Count(runs.Count, "run")} from {string.Join(", ", differing.Take(MostAxes))} to {metric}.",
            Axes = [.. axes.Select(each => each.Item2)],
            Lines = [.. lines.OrderBy(line => line.Level)],
        };
    }

    static (double[], ParallelPlot.Axis) Param(IReadOnlyList<Run> runs, string name)
    {
        var texts = runs.Select(run => CompareFields.Param(run, name)).ToArray();
        var numbers = texts.Select(text => CompareFields.ToNumber(text)).ToArray();
        if (texts.Zip(numbers).All(pair => pair.First is null || pair.Second is not null))
            return Numeric(name, [.. numbers.Select(number => number ?? double.NaN)]);

        var categories = texts.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        double Share(string category) => categories.Length == 1 ? 0.5 : (double)Array.IndexOf(categories, category) / (categories.Length - 1);
        var every = (categories.Length + MostCategories - 1) / MostCategories;
        return (
            [.. texts.Select(text => text is null ? double.NaN : Share(text))],
            new(name, [.. categories.Where((_, k) => k % every == 0).Select(category => (Share(category), category))]));
    }

    /// <summary>Few distinct numbers are ticks themselves; a range over two powers of ten is logarithmic.</summary>
    static (double[], ParallelPlot.Axis) Numeric(string name, double[] values)
    {
        var finite = values.Where(double.IsFinite).Distinct().Order().ToArray();
        if (finite.Length == 0) return ([.. values.Select(_ => double.NaN)], new(name, []));

        var isLog = finite[0] > 0 && finite[^1] / finite[0] >= LogRange;
        var axis = isLog ? ChartAxis.Log(finite, "") : finite.Length == 1 ? ChartAxis.Around(finite, "") : new ChartAxis(finite[0], finite[^1]);
        var ticks = finite.Length <= 6 ? finite.Select(value => (value, Figures.Real(value))) : Ticks.Of(axis, 5).Select(tick => (tick.Value, tick.Text));
        return ([.. values.Select(value => double.IsFinite(value) ? axis.Share(value) : double.NaN)],
            new(name, [.. Spread(ticks.Select(tick => (axis.Share(tick.Item1), tick.Item2)))]));
    }

    // Ticks whose texts would touch: the later one goes.
    static List<(double Share, string Text)> Spread(IEnumerable<(double Share, string Text)> ticks)
    {
        var kept = new List<(double Share, string Text)>();
        foreach (var tick in ticks.OrderBy(tick => tick.Share))
            if (kept.Count == 0 || tick.Share - kept[^1].Share >= 0.06) kept.Add(tick);
        return kept;
    }
}
