using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Workflows.Projects;

namespace Panta.Server.Pages;

/// <summary>The list of models, the page of one, and its rollback.</summary>
static class ModelsPages
{
    const string Champion = "champion";
    const string Who = "page";

    static readonly string[] KnownMetrics = ["mae", "accuracy", "rmse", "r2", "f1", "auc", "loss"];

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
            registry.SearchVersions($"name = '{model.Name.Replace("'", "''")}'").Items.Count, last?.At, last?.Who ?? "", DateTimeOffset.FromUnixTimeMilliseconds(model.LastUpdateTime));
    }

    static RazorComponentResult<ModelPage> Get(string name, HttpContext http, Surroundings surroundings, ModelRegistry registry, RunStore runs)
    {
        var model = registry.Get(name);
        var history = registry.AliasHistory(name);
        var versions = registry.SearchVersions($"name = '{name.Replace("'", "''")}'").Items.OrderByDescending(version => version.Version).ToArray();
        return PantaPages.Page<ModelPage>(new
        {
            Frame = surroundings.Of(http, withForm: true),
            View = new ModelView
            {
                Name = name,
                Description = model.Description,
                Aliases = [.. model.Aliases.OrderBy(alias => alias.Alias != Champion).ThenBy(alias => alias.Alias).Select(alias => (alias.Alias, $"{alias.Version}"))],
                Versions = [.. versions.Select(version => Version(version, history, runs))],
                History = [.. history.Select(Move)],
                Previous = Previous(history) is { } previous && versions.Any(version => version.Version == previous) ? $"{previous}" : null,
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

    static ModelView.Version Version(ModelVersion version, IReadOnlyList<AliasChange> history, RunStore runs)
    {
        var state = version.Aliases.Contains(Champion) ? Champion
            : history.Any(change => change.Alias == Champion && change.Version == version.Version) ? "retired"
            : version.Tags.Any(tag => tag is { Key: "panta.decision", Value: "kept" }) ? "rejected" : "registered";
        return new(
            $"{version.Version}", Metric(version, runs), DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTime), state, version.Description, version.RunId.Length > 0 ? version.RunId : null);
    }

    static double? Metric(ModelVersion version, RunStore runs)
    {
        if (version.RunId.Length == 0) return null;
        var metrics = runs.Get(version.RunId).Metrics;
        return (KnownMetrics.Select(known => metrics.FirstOrDefault(metric => metric.Key == known)).FirstOrDefault(metric => metric is not null) ?? (metrics is [var first, ..] ? first : null))?.Value;
    }

    internal static ModelView.Move Move(AliasChange change)
    {
        var isBack = change is { Version: { } now, PreviousVersion: { } before } && now < before;
        return new(
            $"{change.Change}", change.Version is null ? $"{change.Alias} removed from v{change.PreviousVersion}" : $"v{change.Version} → {change.Alias}",
            change.Version is null ? "" : isBack ? "warn" : "ok", change.Version is null ? "close" : isBack ? "rollback" : "promote", change.At, change.Who,
            change.Why.Length > 0 ? change.Why : "no reason was given");
    }
}
