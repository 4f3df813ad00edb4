using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>What is done to the chosen runs at once.</summary>
static class RunsActs
{
    public static void MapRunsActs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/runs/delete", Delete);
        routes.MapPost("/runs/restore", Restore);
        routes.MapPost("/runs/tag", Tag);
    }

    static Task<RedirectHttpResult> Delete(HttpContext http, RunStore runs, CancellationToken cancel) =>
        ActAsync(http, "runs-deleted", (run, _) => runs.DeleteAsync(run, cancel), cancel);

    static Task<RedirectHttpResult> Restore(HttpContext http, RunStore runs, CancellationToken cancel) =>
        ActAsync(http, "runs-restored", (run, _) => runs.RestoreAsync(run, cancel), cancel);

    static Task<RedirectHttpResult> Tag(HttpContext http, RunStore runs, RunLog log, CancellationToken cancel) =>
        ActAsync(http, "runs-tagged", (run, form) => log.SetTagAsync(run, new(form["key"].ToString().Trim(), form["value"].ToString()), cancel), cancel);

    /// <summary>Does it to every run of the form, together, and goes back to the table.</summary>
    static async Task<RedirectHttpResult> ActAsync(HttpContext http, string done, Func<string, IFormCollection, Task> act, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var runs = form["select"].OfType<string>().Distinct().Take(RunsAddress.MostSelected).ToArray();
        if (runs.Length == 0) throw new ArgumentException("No run was chosen: tick one in the table first.");

        await Task.WhenAll(runs.Select(run => act(run, form)));
        var back = form["back"].ToString();
        if (back != "/runs" && !back.StartsWith("/runs?", StringComparison.Ordinal)) back = "/runs";
        return TypedResults.LocalRedirect($"{back}{(back.Contains('?') ? '&' : '?')}done={done}");
    }
}
