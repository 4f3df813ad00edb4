using Panta.Server.Charts;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Lays chosen runs side by side: what differs first, what is equal in one line, their curves overlaid.</summary>
static class RunComparison
{
    public static RunsView.Comparison? Of(IReadOnlyList<RunsView.Line> chosen, IReadOnlyList<Run> runs, MetricHistory history, string sort)
    {
        if (chosen.Count < 2) return null;

        var metrics = chosen.SelectMany(line => line.Metrics.Keys).Distinct().Order().Select(name => (Name: name, Values: Texts(chosen, name)));
        var settings = chosen.SelectMany(line => line.Params.Keys).Distinct().Order().Select(name => (Name: name, Values: Params(chosen, name)));
        var fields = metrics.Concat(settings)
            .Append((Name: "duration (s)", Values: [.. chosen.Select(line => Figures.Number(line.Duration?.TotalSeconds, 2))]))
            .ToArray();
        var differing = fields.Where(field => field.Values.Distinct().Count() > 1).Select(field => (field.Name, field.Values)).ToArray();
        var same = fields.Where(field => field.Values.Distinct().Count() == 1).Select(field => field.Name).ToArray();
        return new(chosen, differing, same, Curves(chosen, history, sort), Warning(chosen, runs));
    }

    static IReadOnlyList<string> Texts(IReadOnlyList<RunsView.Line> chosen, string metric) =>
        Figures.Beside([.. chosen.Select(line => line.Metrics.TryGetValue(metric, out var value) ? value : (double?)null)]);

    static IReadOnlyList<string> Params(IReadOnlyList<RunsView.Line> chosen, string name) =>
        [.. chosen.Select(line => line.Params.GetValueOrDefault(name) ?? Figures.None)];

    static Chart? Curves(IReadOnlyList<RunsView.Line> chosen, MetricHistory history, string sort)
    {
        var sorted = sort.StartsWith("metrics.", StringComparison.Ordinal) ? sort["metrics.".Length..] : "";
        foreach (var metric in chosen.SelectMany(line => line.Metrics.Keys).Distinct().OrderByDescending(name => name == sorted).ThenBy(name => name))
        {
            var points = history.GetThinned([.. chosen.Select(line => line.Id)], metric).ToLookup(point => point.RunId);
            if (points.All(run => run.Count() < 2)) continue;

            var lines = chosen.Select(line => ($"{line.Colour}", line.Colour, (IReadOnlyList<Metric>)[.. points[line.Id]]));
            return RunCharts.ByStep("compare-curves", metric, false, [.. lines]) with { Width = 344, Height = 230 };
        }
        return null;
    }

    static string? Warning(IReadOnlyList<RunsView.Line> chosen, IReadOnlyList<Run> runs)
    {
        var digests = chosen.Select(line => runs.First(run => run.RunId == line.Id))
            .Select(run => string.Join(' ', run.Datasets.Select(input => input.Dataset.Digest).Order()))
            .Distinct().ToArray();
        if (digests.Length > 1) return "judged on different data: compare with care";
        return digests[0].Length == 0 ? "their data was not logged" : null;
    }
}
