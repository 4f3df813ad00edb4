using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server.Pages;

/// <summary>Runs side by side.</summary>
sealed class ComparePages(Surroundings surroundings, RunStore store, MetricCurves history, Curves curves)
{
    const string System = "system/";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/compare", (HttpContext http, ComparePages pages) => pages.Get(http));

    RazorComponentResult Get(HttpContext http)
    {
        var query = http.Request.Query;
        var asked = CurvesPages.RunsOf(query);
        var runs = asked.Select(Find).OfType<Run>().ToArray();
        var lines = runs.Select((run, k) => new CompareView.Line(
            run.RunId, run.Name, k + 1, CurvesPages.Colour(k), run.Status.ToString().ToUpperInvariant(),
            DateTimeOffset.FromUnixTimeMilliseconds(run.StartTime))).ToArray();
        var choice = CurveChoice.Of(query) with { Find = "" };
        var drawn = Frequent(runs.SelectMany(run => history.Keys(run.RunId)));
        var metrics = Frequent(runs.SelectMany(run => run.Metrics.Where(metric => double.IsFinite(metric.Value)).Select(metric => metric.Key)));
        var chosen = One(query["metric"], drawn);
        var by = One(query["by"], metrics);
        var names = runs.SelectMany(run => run.Params.Select(param => param.Key)).Distinct().Order(StringComparer.Ordinal).ToArray();
        var numbers = Numbers(runs, names, metrics);
        var up = query["up"].ToString();
        var across = (X: One(query["across"], numbers), Y: numbers.Contains(up) ? up : by.Length > 0 ? $"metrics.{by}" : "");
        var judged = runs.Select(run => CompareFields.Metric(run, by)).Where(value => value is { } x && double.IsFinite(x)).ToArray();
        return PantaPages.Page<ComparePage>(new
        {
            Frame = surroundings.Of(http),
            View = new CompareView
            {
                Runs = lines,
                Fields = CompareFields.Of(runs),
                ShowsAll = query["show"] == "all",
                Warning = Warning(runs),
                Missing = asked.Length - runs.Length,
                Choice = choice,
                CurveMetrics = drawn,
                Curve = chosen.Length == 0 ? null : Curve(runs, chosen, choice, http.Request.Headers.ContainsKey("X-Live")),
                Legend = [.. lines.Zip(runs, (line, run) => (Run: line, Last: CompareFields.Metric(run, chosen) ?? double.NaN))
                    .Where(pair => CompareFields.Metric(runs[pair.Run.Number - 1], chosen) is not null).OrderByDescending(pair => pair.Last)],
                By = by,
                Metrics = metrics,
                Parallel = runs.Length < 2 || by.Length == 0 ? null : ParallelRuns.Of(runs, names, by),
                Range = (Figures.Real(judged.Min()), Figures.Real(judged.Max())),
                Scatter = across.X.Length == 0 || across.Y.Length == 0 ? null : ScatterRuns.Of(lines, runs, across.X, across.Y),
                Across = across,
                Numbers = numbers,
            },
        });
    }

    CurveLine Curve(Run[] runs, string metric, CurveChoice choice, bool isAgain)
    {
        var ids = string.Join(',', runs.Select(run => run.RunId));
        var stamp = string.Join(' ', runs.Select(run => run.Metrics.FirstOrDefault(each => each.Key == metric))
            .Select(last => $"{last?.Step} {last?.Timestamp}"));
        var drawn = isAgain ? null : ((Charts.Chart Chart, long Points, bool IsThinned)?)curves.Draw(
            CurvesPages.IdOf(metric), metric, CurvesPages.Lines([.. runs.Select(run => (run.RunId, run.Name))], choice.Smooth > 0), choice, isWide: true);
        return new(metric, CurvesPages.Address(ids, metric, choice) + "&wide=1", CurvesPages.CsvAddress(ids, metric), stamp, drawn);
    }

    Run? Find(string id)
    {
        try
        {
            return store.Get(id);
        }
        catch (Exception gone) when (gone is NotFoundException or ArgumentException)
        {
            return null; // the page says how many of its address are not here
        }
    }

    // What most runs have comes first, then what is known to be a measure of quality, the system's last.
    static string[] Frequent(IEnumerable<string> names) =>
    [
        .. names.CountBy(name => name).OrderBy(pair => pair.Key.StartsWith(System, StringComparison.Ordinal)).ThenByDescending(pair => pair.Value)
            .ThenByDescending(pair => MetricSense.Of(pair.Key) != 0).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key),
    ];

    static string[] Numbers(Run[] runs, string[] names, string[] metrics)
    {
        var differing = names.Where(name => runs.Select(run => CompareFields.Number(run, $"params.{name}")).Where(double.IsFinite).Distinct().Count() > 1);
        return [.. differing.Select(name => $"params.{name}"), .. metrics.Select(name => $"metrics.{name}")];
    }

    static string One(string? asked, string[] there) => asked is not null && there.Contains(asked) ? asked : there.FirstOrDefault() ?? "";

    static string? Warning(Run[] runs)
    {
        var digests = runs.Select(run => string.Join(' ', run.Datasets.Select(input => input.Dataset.Digest).Order())).Distinct().ToArray();
        if (digests.Length > 1) return "They were judged on different data: compare with care.";
        return digests is [""] ? "Their data were not logged." : null;
    }
}
