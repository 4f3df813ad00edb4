using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Filters;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>The list of experiments, and what can be done with one: made, named anew, deleted, restored.</summary>
static class ExperimentsPages
{
    const int Shown = 50;

    public static void MapExperimentsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/experiments", List);
        routes.MapPost("/experiments", Create);
        routes.MapPost("/experiments/rename", Rename);
        routes.MapPost("/experiments/describe", Describe);
        routes.MapPost("/experiments/delete", Delete);
        routes.MapPost("/experiments/restore", Restore);
    }

    static RazorComponentResult List(HttpContext http, Surroundings surroundings, ExperimentStore experiments, RunCounts counts) =>
        PantaPages.Page<ExperimentsPage>(new { Frame = surroundings.Of(http, withForm: true), View = View(http.Request.Query, experiments, counts) });

    static ExperimentsView View(IQueryCollection query, ExperimentStore experiments, RunCounts counts)
    {
        var (find, isDeleted, token) = (query["find"].ToString().Trim(), query["view"] == "deleted", query["token"].ToString());
        var (page, problem) = Search(experiments, find, isDeleted ? ViewType.DeletedOnly : ViewType.ActiveOnly, token);
        var numbers = counts.Of([.. page.Items.Select(each => each.ExperimentId)], isDeleted ? LifecycleStage.Deleted : LifecycleStage.Active);
        return new()
        {
            Find = find,
            Problem = problem,
            IsDeleted = isDeleted,
            IsFirst = token.Length == 0,
            NextToken = page.NextToken,
            Lines = [.. page.Items.Select(each => Line(each, numbers.GetValueOrDefault(each.ExperimentId)))],
        };
    }

    static ExperimentsView.Line Line(Experiment experiment, (long Runs, long? LastStart) numbers) => new()
    {
        Id = experiment.ExperimentId,
        Name = experiment.Name,
        Runs = numbers.Runs,
        LastRun = numbers.LastStart is { } start ? RunsCell.Time(start) : null,
        Updated = RunsCell.Time(experiment.LastUpdateTime),
        Created = RunsCell.Time(experiment.CreationTime),
        Note = MarkdownText.FirstLine(experiment.Tags.FirstOrDefault(tag => tag.Key == Run.NoteTag)?.Value ?? ""),
        Tags = [.. experiment.Tags.Where(tag => !tag.Key.StartsWith("mlflow.", StringComparison.Ordinal)).Select(tag => (tag.Key, tag.Value))],
    };

    /// <summary>The experiments that match; where the filter is wrong, all of them, and what is wrong.</summary>
    static (Page<Experiment> Page, string? Problem) Search(ExperimentStore experiments, string find, ViewType view, string token)
    {
        try
        {
            return (experiments.Search(Filter(find), view: view, maxResults: Shown, pageToken: token), null);
        }
        catch (ArgumentException wrong) when (find.Length > 0 || token.Length > 0)
        {
            return (experiments.Search(view: view, maxResults: Shown), wrong.Message);
        }
    }

    // A word is looked for in the names; a comparison, as in tags.team = 'quality', is a filter.
    internal static string Filter(string find)
    {
        if (find.Length == 0 || find.AsSpan().IndexOfAny("=<>") >= 0 || find.Contains("like ", StringComparison.OrdinalIgnoreCase)) return find;

        return find.Contains('\'') ? $"name ILIKE \"%{find.Replace("\"", "", StringComparison.Ordinal)}%\"" : $"name ILIKE '%{find}%'";
    }

    static async Task<RedirectHttpResult> Create(HttpContext http, ExperimentStore experiments, CancellationToken cancel)
    {
        var (_, name) = await AskedAsync(http, cancel);
        var made = await experiments.CreateAsync(name, cancel: cancel);
        return TypedResults.Redirect($"/runs?experiment={made.ExperimentId}&done=experiment-created");
    }

    static async Task<RedirectHttpResult> Rename(HttpContext http, ExperimentStore experiments, CancellationToken cancel)
    {
        var (id, name) = await AskedAsync(http, cancel);
        await experiments.RenameAsync(id, name, cancel);
        return TypedResults.Redirect("/experiments?done=renamed");
    }

    static async Task<RedirectHttpResult> Describe(HttpContext http, ExperimentStore experiments, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var id = form["id"].ToString();
        await experiments.SetTagAsync(id, new(Run.NoteTag, form["text"].ToString().ReplaceLineEndings("\n")), cancel);
        return TypedResults.LocalRedirect($"/runs?experiment={Uri.EscapeDataString(id)}&done=described");
    }

    static async Task<RedirectHttpResult> Delete(HttpContext http, ExperimentStore experiments, CancellationToken cancel)
    {
        await experiments.DeleteAsync((await AskedAsync(http, cancel)).Id, cancel);
        return TypedResults.Redirect("/experiments?done=experiment-deleted");
    }

    static async Task<RedirectHttpResult> Restore(HttpContext http, ExperimentStore experiments, CancellationToken cancel)
    {
        await experiments.RestoreAsync((await AskedAsync(http, cancel)).Id, cancel);
        return TypedResults.Redirect("/experiments?done=experiment-restored");
    }

    static async Task<(string Id, string Name)> AskedAsync(HttpContext http, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        return (form["id"].ToString(), form["name"].ToString().Trim());
    }
}
