using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Data.Tables;
using Panta.Serving.Endpoints;
using Panta.Serving.Protocols;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Endpoint = Panta.Serving.Endpoints.Endpoint;

namespace Panta.Server.Pages;

/// <summary>The list of endpoints, the page of one, and its trial.</summary>
static class EndpointsPages
{
    const int ShownPredictions = 20;

    static readonly string[] _known = ["input", "no_model", "model", "log"];

    public static void MapEndpointsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/endpoints", List);
        routes.MapGet("/endpoints/{name}", Get);
        routes.MapPost("/endpoints/{name}/try", Try);
    }

    static RazorComponentResult List(HttpContext http, Surroundings surroundings, EndpointSet endpoints) =>
        PantaPages.Page<EndpointsPage>(new { Frame = surroundings.Of(http), View = new EndpointsView([.. endpoints.All.Select(Line)]) });

    static EndpointsView.Line Line(Endpoint endpoint)
    {
        var statistics = endpoint.Statistics;
        return new(
            endpoint.Settings.Name, endpoint.Settings.Model, endpoint.Settings.Alias, endpoint.Version ?? "",
            endpoint.Log.PredictionCount, endpoint.Log.LabelCount, Busiest(statistics)?.Median, statistics.Errors.Values.Sum());
    }

    static RazorComponentResult Get(
        string name, HttpContext http, Surroundings surroundings, EndpointSet endpoints, WindowStore windows, ProjectStore projects) =>
        PantaPages.Page<EndpointPage>(new { Frame = surroundings.Of(http, withForm: true), View = View(http, endpoints.Get(name), windows, projects) });

    /// <summary>Scores a request with the version that answers; it is a trial, so nothing of it is logged.</summary>
    static async Task<RazorComponentResult> Try(
        string name, HttpContext http, Surroundings surroundings, EndpointSet endpoints, WindowStore windows, ProjectStore projects, CancellationToken cancel)
    {
        var body = (await http.Request.ReadFormAsync(cancel))["body"].ToString();
        var endpoint = endpoints.Get(name);
        var view = View(http, endpoint, windows, projects) with { Example = body };
        try
        {
            var scorer = endpoint.Scorer ?? throw new ArgumentException($"Endpoint '{name}' has no version yet that could answer.");
            var answer = new ArrayBufferWriter<byte>();
            PredictionWriter.Write(answer, scorer.Score(InvocationReader.Read(Encoding.UTF8.GetBytes(body), scorer.Signature.Inputs)));
            view = view with { Answer = Encoding.UTF8.GetString(answer.WrittenSpan) };
        }
        catch (Exception wrong) when (wrong is InvocationException or ArgumentException)
        {
            view = view with { AnswerFailure = new("The request was not understood", wrong.Message, "Mend the request and ask again.") };
        }
        return PantaPages.Page<EndpointPage>(new { Frame = surroundings.Of(http, withForm: true) with { Live = false }, View = view });
    }

    static EndpointView View(HttpContext http, Endpoint endpoint, WindowStore windows, ProjectStore projects)
    {
        var statistics = endpoint.Statistics;
        var name = endpoint.Settings.Name;
        var project = projects.All().FirstOrDefault(each => each.Definition.Endpoint.Name == name || each.Definition.Endpoint.Frozen == name);
        var now = project?.Now ?? http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var last = Part<Table>.Of(http, "The last predictions", () => EndpointLines.Newest(endpoint, now));
        var rows = last.Value;
        return new()
        {
            Name = name,
            Model = endpoint.Settings.Model,
            Alias = endpoint.Settings.Alias,
            Version = endpoint.Version ?? "",
            Tiles = Tiles(endpoint, statistics, EndpointLines.Median(rows)),
            Traffic = project is null ? null : EndpointLines.Traffic(windows.Of(project.Name, name)),
            Latency = Busiest(statistics) is { } busiest ? Latency(busiest) : [],
            Answers = statistics.Requests == 0 && statistics.Errors.Count == 0 ? []
                : [("answered", statistics.Requests, false), .. _known.Select(kind => (Words(kind), statistics.Errors.GetValueOrDefault(kind), true))],
            Last = rows is null ? []
                : [.. Enumerable.Range(0, Math.Min(rows.RowCount, ShownPredictions)).Select(k => EndpointLines.Of(rows, rows.RowCount - 1 - k))],
            LogFailure = last.Failure,
            Example = EndpointLines.Example(endpoint, rows),
        };
    }

    static Tile[] Tiles(Endpoint endpoint, EndpointStatistics statistics, TimeSpan? logged) =>
    [
        new("Answers with", endpoint.Version is null ? Figures.None : $"v{endpoint.Version}", "", $"{endpoint.Settings.Model} @{endpoint.Settings.Alias}"),
        new("Predictions", Figures.Compact(endpoint.Log.PredictionCount), "",
            "logged, each on disk before it was answered", Figures.Number(endpoint.Log.PredictionCount)),
        new("Labels", Figures.Compact(endpoint.Log.LabelCount), "", ShareLabelled(endpoint), Figures.Number(endpoint.Log.LabelCount)),
        Busiest(statistics)?.Median is { } median
            ? new("Latency", Figures.Duration(median), "median", "since the server started, log included")
            : new("Latency", Figures.Duration(logged), logged is null ? "" : "median",
                logged is null ? "no prediction yet" : "of the last predictions, scoring alone"),
        new("Requests", Figures.Compact(statistics.Requests), "", "since the server started"),
        new("Errors", Figures.Number(statistics.Errors.Values.Sum()), "", "since the server started"),
    ];

    static string ShareLabelled(Endpoint endpoint) => (endpoint.Log.LabelCount, endpoint.Log.PredictionCount) switch
    {
        (_, 0) => "",
        var (labels, predictions) when labels > predictions => "more than predictions: restated, or of keys not asked about",
        var (labels, predictions) => $"{Figures.Percent((double)labels / predictions)} of predictions",
    };

    static (string Name, TimeSpan Time)[] Latency(VersionTraffic traffic)
    {
        (string Name, TimeSpan? Time)[] quantiles = [("median", traffic.Median), ("95 % within", traffic.P95), ("99 % within", traffic.P99)];
        return [.. quantiles.Where(quantile => quantile.Time is not null).Select(quantile => (quantile.Name, quantile.Time ?? default))];
    }

    static VersionTraffic? Busiest(EndpointStatistics statistics) => statistics.Versions.MaxBy(version => version.Requests);

    static string Words(string kind) => kind switch
    {
        "input" => "wrong input",
        "no_model" => "no model",
        "model" => "the model failed",
        _ => "the log failed",
    };
}
