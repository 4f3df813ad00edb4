using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Serving.Endpoints;
using Panta.Server.Charts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Workflows.Projects;
using Endpoint = Panta.Serving.Endpoints.Endpoint;

namespace Panta.Server.Pages;

/// <summary>The list of models, the page of one, and its rollback.</summary>
static class ModelsPages
{
    const string Champion = "champion", Challenger = "challenger";
    const string Who = "page";

    static readonly string[] _metrics = ["mae", "accuracy", "rmse", "r2", "f1", "auc", "loss"];

    public static void MapModelsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/models", List);
        routes.MapGet("/models/{name}", Get);
        routes.MapPost("/models/{name}/rollback", Rollback);
    }

    static RazorComponentResult<ModelsPage> List(HttpContext http, Surroundings surroundings, ModelRegistry registry) =>
        PantaPages.Page<ModelsPage>(new { Frame = surroundings.Of(http), View = new ModelsView([.. registry.Search().Items.Select(model => Line(registry, model))]) });

    static ModelsView.Line Line(ModelRegistry registry, RegisteredModel model)
    {
        var last = registry.AliasHistory(model.Name) is [var newest, ..] ? newest : null;
        var champion = model.Aliases.FirstOrDefault(alias => alias.Alias == Champion);
        return new(
            model.Name, champion is null ? null : $"v{champion.Version}", string.Join(", ", model.Aliases.Select(alias => $"@{alias.Alias} v{alias.Version}")),
            Versions(registry, model.Name).Length, last?.At, last?.Who ?? "", DateTimeOffset.FromUnixTimeMilliseconds(model.LastUpdateTime));
    }

    static RazorComponentResult<ModelPage> Get(
        string name, HttpContext http, Surroundings surroundings, ModelRegistry registry, RunStore runs, EndpointSet endpoints, ProjectStore projects, ProjectViews views)
    {
        var model = registry.Get(name);
        var history = registry.AliasHistory(name);
        var champion = history.Where(change => change.Alias == Champion).ToArray();
        var versions = Versions(registry, name);
        var project = projects.Find(name);
        var decisions = project is null ? [] : views.Decisions(name);
        var rejected = decisions.Where(decision => decision.Kind == MarkKind.Kept).ToArray();
        var evidence = ModelProof.Evidence(champion);
        var served = endpoints.All.Where(endpoint => endpoint.Settings.Model == name && endpoint.Settings.Alias == Champion).ToArray();
        return PantaPages.Page<ModelPage>(new
        {
            Frame = surroundings.Of(http, withForm: true),
            View = new ModelView
            {
                Name = name,
                Description = model.Description.Length > 0 || project is null ? model.Description : $"Predicts {project.Definition.Target} for project {name}.",
                Aliases = [.. model.Aliases.OrderBy(alias => alias.Alias != Champion).ThenBy(alias => alias.Alias).Select(alias => (alias.Alias, $"{alias.Version}"))],
                Versions = [.. versions.Select(version => Version(version, champion, rejected, runs))],
                History = [.. history.Where(change => change.Alias != Challenger).Select(Move).Concat(rejected.Select(Kept)).OrderByDescending(move => move.At)],
                Lineage = project is null || champion.Length == 0 ? [] : Lineage(project, champion[0], evidence, served),
                Gates = ModelProof.Gates(evidence),
                Comparison = ModelProof.Comparison(evidence),
                ComparisonNote = champion is [{ Why: var why }, ..] ? why : "",
                Endpoints = [.. served.Select(endpoint => endpoint.Settings.Name)],
                Previous = Previous(champion) is { } previous && versions.Any(version => version.Version == previous) ? $"{previous}" : null,
            },
        });
    }

    // A project rolls back by its own clock, and its monitor starts over; a model of nobody's project only changes its alias.
    static async Task<RedirectHttpResult> Rollback(string name, HttpContext http, ModelRegistry registry, ProjectStore projects, ProjectLoop loop, CancellationToken cancel)
    {
        var why = (await http.Request.ReadFormAsync(cancel))["why"].ToString().Trim();
        if (why.Length == 0) throw new ArgumentException($"Say why '{name}' is rolled back: the reason is kept in its history.");

        if (projects.Find(name) is not null) await loop.RollbackAsync(name, Who, why, cancel);
        else
        {
            var previous = Previous(registry.AliasHistory(name)) ?? throw new ArgumentException($"There is no version of '{name}' to roll back to: its champion has not changed yet.");
            await registry.SetAliasAsync(name, Champion, previous, Who, why, cancel: cancel);
        }

        return TypedResults.Redirect($"/models/{Uri.EscapeDataString(name)}?done=rollback");
    }

    static long? Previous(IReadOnlyList<AliasChange> history) => history.FirstOrDefault(change => change.Alias == Champion)?.PreviousVersion;

    static ModelVersion[] Versions(ModelRegistry registry, string name) =>
        [.. registry.SearchVersions($"name = '{name.Replace("'", "''")}'").Items.OrderByDescending(version => version.Version)];

    static ModelView.Version Version(ModelVersion version, AliasChange[] champion, DecisionLine[] rejected, RunStore runs)
    {
        var since = champion.Where(change => change.Version == version.Version).Select(change => change.At).ToArray();
        var state = version.Aliases.Contains(Champion) ? Champion
            : since.Length > 0 ? "retired"
            : rejected.Any(decision => decision.RunId == version.RunId && version.RunId.Length > 0) ? "rejected" : "registered";
        return new(
            $"{version.Version}", Metric(version, runs), DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTime), since.Length > 0 ? since.Max() : null, state, version.Description,
            version.RunId.Length > 0 ? version.RunId : null);
    }

    static double? Metric(ModelVersion version, RunStore runs)
    {
        if (version.RunId.Length == 0) return null;
        var metrics = runs.Get(version.RunId).Metrics;
        return (_metrics.Select(known => metrics.FirstOrDefault(metric => metric.Key == known)).FirstOrDefault(metric => metric is not null) ?? (metrics is [var first, ..] ? first : null))?.Value;
    }

    static ModelView.Move Move(AliasChange change)
    {
        var isBack = change is { Version: { } now, PreviousVersion: { } before } && now < before;
        return new(
            $"{change.Change}", change.Version is null ? $"{change.Alias} removed from v{change.PreviousVersion}" : $"v{change.Version} → {change.Alias}",
            change.Version is null ? "" : isBack ? "warn" : "ok", change.Version is null ? "close" : isBack ? "rollback" : "promote", change.At, change.Who,
            change.Why.Length > 0 ? change.Why : "no reason was given");
    }

    static ModelView.Move Kept(DecisionLine decision) => new(decision.Key, decision.What, "", "reject", decision.At, $"{decision.By} {decision.Policy}".Trim(), decision.Evidence);

    static List<(string Icon, string Kind, string Name, string? Link, string Note)> Lineage(ProjectState project, AliasChange champion, JsonObject? evidence, Endpoint[] served)
    {
        var table = project.Definition.Source.Table ?? project.Name;
        var run = ModelProof.Text(evidence, "runId");
        var workflow = ModelProof.Text(evidence, "workflowRunId");
        List<(string Icon, string Kind, string Name, string? Link, string Note)> boxes = [("data", "Table", table, $"/data/{table}", $"and the labelled predictions of {project.Definition.Endpoint.Name}")];
        if (workflow.Length > 0) boxes.Add(("retrain", "Workflow", workflow, "/workflows", Figures.Day(champion.At)));
        if (run.Length > 0) boxes.Add(("runs", "Run", Figures.Short(run), $"/runs/{run}", "the best of its search"));
        boxes.Add(("models", "Version", $"{project.Name} v{champion.Version}", null, $"champion since {Figures.Day(champion.At)}"));
        foreach (var endpoint in served.Take(1)) boxes.Add(("endpoints", "Endpoint", endpoint.Settings.Name, $"/endpoints/{endpoint.Settings.Name}", $"{Figures.Number(endpoint.Log.PredictionCount)} predictions"));
        return boxes;
    }
}
