using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Filters;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>The table of runs with their comparison.</summary>
static class RunsPages
{
    const int Shown = 200, MostMetrics = 5, MostParams = 4, MostCompared = 8, LongestValue = 20;

    public static void MapRunsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs", List);
    }

    static RazorComponentResult<RunsPage> List(
        HttpContext http, Surroundings surroundings, ExperimentStore experiments, RunStore runs, RunCounts counts, MetricHistory history,
        ModelRegistry registry) =>
        PantaPages.Page<RunsPage>(new { Frame = surroundings.Of(http), View = View(http.Request.Query, experiments, runs, counts, history, registry) });

    static RunsView View(
        IQueryCollection query, ExperimentStore experiments, RunStore runs, RunCounts counts, MetricHistory history, ModelRegistry registry)
    {
        var numbers = counts.ByExperiment();
        var all = experiments.Search().Items
            .Select(each => (Id: each.ExperimentId, each.Name, Runs: numbers.GetValueOrDefault(each.ExperimentId)))
            .Where(each => each.Runs > 0).ToArray();
        var chosen = query["experiment"].ToString();
        var experimentId = all.Any(each => each.Id == chosen) ? chosen : null;
        var sort = query["sort"].ToString() is { Length: > 0 } given ? given : "start";
        var search = new RunQuery
        {
            ExperimentIds = experimentId is null ? [.. all.Select(each => each.Id)] : [experimentId],
            Filter = query["filter"].ToString(),
            OrderBy = [Order(sort, query["order"] == "asc")],
            MaxResults = Shown,
        };
        var (page, problem) = Search(runs, search);
        var selected = query["select"].Where(id => !string.IsNullOrEmpty(id)).Take(MostCompared).ToArray();
        var versions = Versions(registry);
        var lines = page.Items.Select(run => Line(run, versions, Array.IndexOf(selected, run.RunId) + 1)).ToArray();
        var shortParams = lines.SelectMany(line => line.Params.Where(param => param.Value.Length <= LongestValue).Select(param => param.Key));
        var matched = problem is null && page.NextToken is null ? lines.Length
            : search.Filter.Length > 0 && problem is null ? Math.Max(lines.Length, Shown)
            : all.Where(each => search.ExperimentIds.Contains(each.Id)).Sum(each => each.Runs);
        return new()
        {
            Experiments = all,
            ExperimentId = experimentId,
            Filter = search.Filter ?? "",
            FilterProblem = problem,
            Sort = sort,
            Ascending = query["order"] == "asc",
            Metrics = [.. Frequent(lines.SelectMany(line => line.Metrics.Keys)).Take(MostMetrics)],
            Params = [.. Frequent(shortParams).OrderByDescending(name => Distinct(lines, name) > 1).Take(MostParams)],
            Lines = lines,
            Matched = matched,
            Compared = RunComparison.Of([.. lines.Where(line => line.Colour > 0).OrderBy(line => line.Colour)], page.Items, history, sort),
        };
    }

    /// <summary>The matching runs; where the filter is wrong, those of the address without it, and what is wrong.</summary>
    static (Page<Run> Page, string? Problem) Search(RunStore runs, RunQuery search)
    {
        try
        {
            return (runs.Search(search), null);
        }
        catch (ArgumentException wrong)
        {
            return (runs.Search(search with { Filter = null, OrderBy = [] }), wrong.Message);
        }
    }

    static string Order(string sort, bool ascending)
    {
        var key = sort switch
        {
            "start" => "attributes.start_time",
            "name" => "attributes.run_name",
            _ when sort.IndexOf('.') is > 0 and var dot => $"{sort[..dot]}.`{sort[(dot + 1)..]}`",
            _ => "attributes.start_time",
        };
        return $"{key} {(ascending ? "ASC" : "DESC")}";
    }

    internal static ILookup<string, ModelVersion> Versions(ModelRegistry registry) =>
        registry.SearchVersions().Items.Where(version => version.RunId.Length > 0).ToLookup(version => version.RunId);

    static RunsView.Line Line(Run run, ILookup<string, ModelVersion> versions, int colour) => new()
    {
        Id = run.RunId,
        Name = run.Name,
        Status = run.Status.ToString().ToUpperInvariant(),
        Start = DateTimeOffset.FromUnixTimeMilliseconds(run.StartTime),
        Duration = run.EndTime is { } end ? TimeSpan.FromMilliseconds(end - run.StartTime) : null,
        Metrics = run.Metrics.ToDictionary(metric => metric.Key, metric => metric.Value),
        Params = run.Params.ToDictionary(param => param.Key, param => param.Value),
        Version = versions[run.RunId]
            .Select(version => ((string, string)?)($"{version.Name} v{version.Version}", $"/models/{Uri.EscapeDataString(version.Name)}")).FirstOrDefault(),
        Colour = colour,
    };

    static IEnumerable<string> Frequent(IEnumerable<string> names) =>
        names.CountBy(name => name).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key);

    static int Distinct(RunsView.Line[] lines, string param) => lines.Select(line => line.Params.GetValueOrDefault(param)).Distinct().Count();
}
