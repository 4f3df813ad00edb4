using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Serving.Endpoints;
using Panta.Server.Charts;
using Panta.Tracking.Filters;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;

namespace Panta.Server.Pages;

/// <summary>The list of models, the page of one, and its rollback.</summary>
static class ModelsPages
{
    const string Champion = ModelLines.Champion, Challenger = "challenger";
    const string Who = "page";
    const int Everything = 100_000, Shown = 50, Newest = 100;

    public static void MapModelsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/models", List);
        routes.MapGet("/models/{name}", Get);
        routes.MapPost("/models/{name}/rollback", Rollback);
        VersionPages.Map(routes);
    }

    static RazorComponentResult List(HttpContext http, Surroundings surroundings, ModelRegistry registry)
    {
        var query = http.Request.Query;
        var (find, token) = (query["find"].ToString().Trim(), query["token"].ToString());
        var view = new ModelsView { Lines = [], Find = find, ArePrompts = query["view"] == "prompts", IsFirst = token.Length == 0 };
        var (page, problem) = Search(registry, view, token);
        var versions = registry.CountVersions([.. page.Items.Select(model => model.Name)]);
        return PantaPages.Page<ModelsPage>(new
        {
            Frame = surroundings.Of(http),
            View = view with { Lines = [.. page.Items.Select(model => Line(registry, model, versions.GetValueOrDefault(model.Name)))], Problem = problem, NextToken = page.NextToken },
        });
    }

    /// <summary>The models or prompts that match; where the filter is wrong, all of them, and what is wrong.</summary>
    static (Page<RegisteredModel> Page, string? Problem) Search(ModelRegistry registry, ModelsView view, string token)
    {
        var prompts = view.ArePrompts ? "tags.`mlflow.prompt.is_prompt` = 'true'" : "";
        try
        {
            return (registry.Search(string.Join(" AND ", new[] { ExperimentsPages.Filter(view.Find), prompts }.Where(clause => clause.Length > 0)), maxResults: Shown, pageToken: token), null);
        }
        catch (ArgumentException wrong) when (view.Find.Length > 0 || token.Length > 0)
        {
            return (registry.Search(prompts, maxResults: Shown), wrong.Message);
        }
    }

    static ModelsView.Line Line(ModelRegistry registry, RegisteredModel model, long versions)
    {
        var last = registry.AliasHistory(model.Name) is [var newest, ..] ? newest : null;
        var champion = model.Aliases.FirstOrDefault(alias => alias.Alias == Champion);
        return new(
            model.Name, champion is null ? null : $"v{champion.Version}", string.Join(", ", model.Aliases.Select(alias => $"@{alias.Alias} v{alias.Version}")),
            versions, last?.At, last?.Who ?? "", DateTimeOffset.FromUnixTimeMilliseconds(model.LastUpdateTime));
    }

    static RazorComponentResult Get(
        string name, HttpContext http, Surroundings surroundings, ModelRegistry registry, RunStore runs, EndpointSet endpoints,
        ProjectStore projects, ProjectViews views, WorkflowStore workflows)
    {
        var model = registry.Get(name);
        var history = registry.AliasHistory(name);
        var champion = history.Where(change => change.Alias == Champion).ToArray();
        var versions = registry.Versions(name);
        var isAll = http.Request.Query["versions"] == "all";
        var shown = versions.Where((version, k) => isAll || k < Newest || version.Aliases.Count > 0).ToArray();
        var project = projects.Find(name);
        var measures = new VersionMeasures(shown, runs, project?.Definition.Metric.ToString().ToLowerInvariant());
        var kpi = project is null ? null : views.Kpi(project);
        var rejected = kpi is null ? [] : kpi.Decisions.Where(decision => decision.Kind == MarkKind.Kept).ToArray();
        var made = project is null ? [] : workflows.Latest(name, Everything).ToDictionary(run => run.Id);
        var evidence = ModelProof.Evidence(champion);
        var served = endpoints.All.Where(endpoint => endpoint.Settings.Model == name && endpoint.Settings.Alias == Champion).ToArray();
        return PantaPages.Page<ModelPage>(new
        {
            Frame = surroundings.Of(http, withForm: true),
            View = new ModelView
            {
                Name = name,
                Description = model.Description,
                Lede = model.Description.Length > 0 || project is null ? MarkdownText.FirstLine(model.Description) : $"Predicts {project.Definition.Target} for project {name}.",
                Tags = [.. model.Tags.Where(tag => !RunOrigin.IsTold(tag.Key)).Select(tag => (tag.Key, tag.Value))],
                OwnTags = [.. model.Tags.Where(tag => RunOrigin.IsTold(tag.Key)).Select(tag => (tag.Key, tag.Value))],
                Aliases = [.. model.Aliases.OrderBy(alias => alias.Alias != Champion).ThenBy(alias => alias.Alias)
                    .Select(alias => (alias.Alias, $"{alias.Version}"))],
                Numbers = [.. versions.Select(version => $"{version.Version}")],
                Versions = [.. shown.Select(version => ModelLines.Version(version, champion, rejected, measures, made, kpi, project?.Now))],
                History = [.. history.Where(change => change.Alias != Challenger || project is null).Select(ModelLines.Move)
                    .Concat(rejected.Select(ModelLines.Kept)).Concat(registry.StageHistory(name).Select(ModelMoves.Stage)).OrderByDescending(move => move.At)],
                Lineage = project is null || champion.Length == 0 ? [] : ModelLines.Lineage(project, champion[0], evidence, served, made),
                Gates = ModelProof.Gates(evidence, project?.Definition.Policy?.Promote ?? new()),
                Comparison = ModelProof.Comparison(evidence),
                ComparisonNote = ModelProof.Sentence(evidence, project?.Definition.Unit ?? ""),
                Endpoints = [.. served.Select(endpoint => endpoint.Settings.Name)],
                Monitor = project?.Definition.Monitor is null ? null : name,
                Metric = measures.Name,
                IsHeldOut = measures.IsHeldOut,
                Unit = project?.Definition.Unit ?? "",
                Previous = Previous(champion) is { } previous && versions.Any(version => version.Version == previous) ? $"{previous}" : null,
            },
        });
    }

    // A project rolls back by its own clock, and its monitor starts over; a model of nobody's project only changes its alias.
    static async Task<RedirectHttpResult> Rollback(
        string name, HttpContext http, ModelRegistry registry, ProjectStore projects, ProjectLoop loop, CancellationToken cancel)
    {
        var why = (await http.Request.ReadFormAsync(cancel))["why"].ToString().Trim();
        if (why.Length == 0) throw new ArgumentException($"Say why '{name}' is rolled back: the reason is kept in its history.");

        if (projects.Find(name) is not null) await loop.RollbackAsync(name, Who, why, cancel);
        else
        {
            var previous = Previous(registry.AliasHistory(name))
                ?? throw new ArgumentException($"There is no version of '{name}' to roll back to: its champion has not changed yet.");
            await registry.SetAliasAsync(name, Champion, previous, Who, why, cancel: cancel);
        }

        return TypedResults.Redirect($"/models/{Uri.EscapeDataString(name)}?done=rollback");
    }

    static long? Previous(IReadOnlyList<AliasChange> history) => history.FirstOrDefault(change => change.Alias == Champion)?.PreviousVersion;
}
