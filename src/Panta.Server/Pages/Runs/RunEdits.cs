using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>What can be changed on a run's page; each act is a form, and ends on the page that says what was done.</summary>
static class RunEdits
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/runs/{id}/rename", Rename);
        routes.MapPost("/runs/{id}/describe", Describe);
        routes.MapPost("/runs/{id}/tag", SetTag);
        routes.MapPost("/runs/{id}/untag", RemoveTag);
        routes.MapPost("/runs/{id}/delete", Delete);
        routes.MapPost("/runs/{id}/restore", Restore);
    }

    static async Task<RedirectHttpResult> Rename(string id, HttpContext http, RunStore runs, CancellationToken cancel)
    {
        var name = await Field(http, "name", cancel);
        if (name.Trim().Length == 0) throw new ArgumentException("A run's name must not be empty: go back and give it one.");

        await runs.UpdateAsync(id, new() { Name = name.Trim() }, cancel);
        return Back(id, "renamed");
    }

    static async Task<RedirectHttpResult> Describe(string id, HttpContext http, RunLog log, CancellationToken cancel)
    {
        await log.SetTagAsync(id, new(Run.NoteTag, await Field(http, "text", cancel)), cancel);
        return Back(id, "described");
    }

    static async Task<RedirectHttpResult> SetTag(string id, HttpContext http, RunLog log, CancellationToken cancel)
    {
        await log.SetTagAsync(id, new((await Field(http, "key", cancel)).Trim(), await Field(http, "value", cancel)), cancel);
        return Back(id, "tagged");
    }

    static async Task<RedirectHttpResult> RemoveTag(string id, HttpContext http, RunLog log, CancellationToken cancel)
    {
        await log.DeleteTagAsync(id, await Field(http, "key", cancel), cancel);
        return Back(id, "untagged");
    }

    static async Task<RedirectHttpResult> Delete(string id, RunStore runs, CancellationToken cancel)
    {
        await runs.DeleteAsync(id, cancel);
        return Back(id, "deleted");
    }

    static async Task<RedirectHttpResult> Restore(string id, RunStore runs, CancellationToken cancel)
    {
        await runs.RestoreAsync(id, cancel);
        return Back(id, "restored");
    }

    static RedirectHttpResult Back(string id, string done) => TypedResults.Redirect($"/runs/{Uri.EscapeDataString(id)}?done={done}");

    // Browsers send line ends as CR LF.
    static async Task<string> Field(HttpContext http, string name, CancellationToken cancel) =>
        (await http.Request.ReadFormAsync(cancel))[name].ToString().ReplaceLineEndings("\n");
}
