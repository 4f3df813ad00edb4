using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Draws one metric of one run or several, and gives all its points as a file.</summary>
static class CurvesPages
{
    /// <summary>Runs that one plot takes.</summary>
    public const int MostRuns = 100;

    const int FlushBytes = 1 << 16;

    public static void MapCurvesPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/curves", Draw);
        routes.MapGet("/curves.csv", Csv);
    }

    /// <summary>The curve's address for a choice.</summary>
    public static string Address(string runs, string metric, CurveChoice choice) =>
        "/curves" + (choice with { Find = "" }).Query(("metric", metric), ("runs", runs));

    public static string CsvAddress(string runs, string metric) => "/curves.csv" + new CurveChoice().Query(("metric", metric), ("runs", runs));

    /// <summary>The runs as lines: of one its last value is labelled; of several each has its number, and a colour as far as colours go.</summary>
    public static IReadOnlyList<CurveRun> Lines(IReadOnlyList<(string Id, string Name)> runs, bool isSmooth) => runs.Count == 1
        ? [new(runs[0].Id, isSmooth ? "smoothed" : "last", "", 1)]
        : [.. runs.Select((run, k) => new CurveRun(run.Id, $"{k + 1}", $"{k + 1} {run.Name}", Colour(k)))];

    /// <summary>The colour of the run at a place: seven colours, then grey.</summary>
    public static int Colour(int place) => place < 7 ? place + 1 : 8;

    public static string IdOf(string metric) =>
        "curve-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(metric)).AsSpan(0, 6));

    /// <summary>The run ids of an address, each once.</summary>
    /// <exception cref="ArgumentException">There are more than 100.</exception>
    public static string[] RunsOf(IQueryCollection query)
    {
        var runs = query["runs"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        return runs.Length <= MostRuns ? runs : throw new ArgumentException($"The address names {runs.Length} runs; at most {MostRuns} are compared at once. Choose fewer.");
    }

    static RazorComponentResult Draw(HttpContext http, RunStore runs, Curves curves)
    {
        var (ids, metric) = (RunsOf(http.Request.Query), MetricOf(http.Request.Query));
        var choice = CurveChoice.Of(http.Request.Query);
        var named = ids.Length == 1 ? [(ids[0], "")] : ids.Select(id => (id, runs.Get(id).Name)).ToArray();
        var (chart, points, isThinned) = curves.Draw(IdOf(metric), metric, Lines(named, choice.Smooth > 0), choice, http.Request.Query["wide"] == "1");
        return PantaPages.Page<CurveFigure>(new { Of = chart, Points = points, IsThinned = isThinned, Csv = CsvAddress(string.Join(',', ids), metric) });
    }

    static async Task Csv(HttpContext http, RunStore runs, MetricCurves curves, CancellationToken cancel)
    {
        var (ids, metric) = (RunsOf(http.Request.Query), MetricOf(http.Request.Query));
        var found = ids.Select(runs.Get).ToArray(); // an unknown run is told before anything is sent
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"metric.csv\"";
        var text = new StringBuilder("run_id,step,timestamp,value\n");
        foreach (var run in found)
            foreach (var point in curves.Points(run.RunId, metric))
            {
                text.Append(CultureInfo.InvariantCulture, $"{run.RunId},{point.Step},{point.Timestamp},{point.Value:R}\n");
                if (text.Length < FlushBytes) continue;
                await http.Response.WriteAsync(text.ToString(), cancel);
                text.Clear();
            }
        await http.Response.WriteAsync(text.ToString(), cancel);
    }

    static string MetricOf(IQueryCollection query) => query["metric"].ToString() is { Length: > 0 } metric ? metric
        : throw new ArgumentException("The address names no metric: add ?metric=NAME.");
}
