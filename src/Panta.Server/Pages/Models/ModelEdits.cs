using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Models;

namespace Panta.Server.Pages;

/// <summary>What can be changed on the pages of models and versions. Moves are kept with who and why; what is deleted for good asks for its name.</summary>
static class ModelEdits
{
    const string Who = "page";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/models/{name}/describe", async (string name, HttpContext http, ModelRegistry registry) =>
        {
            await registry.DescribeAsync(name, await Field(http, "text"), http.RequestAborted);
            return Back(name, "described");
        });
        routes.MapPost("/models/{name}/tag", async (string name, HttpContext http, ModelRegistry registry) =>
        {
            await registry.SetTagAsync(name, new((await Field(http, "key")).Trim(), await Field(http, "value")), http.RequestAborted);
            return Back(name, "tagged");
        });
        routes.MapPost("/models/{name}/untag", async (string name, HttpContext http, ModelRegistry registry) =>
        {
            await registry.DeleteTagAsync(name, await Field(http, "key"), http.RequestAborted);
            return Back(name, "untagged");
        });
        routes.MapPost("/models/{name}/alias", SetAlias);
        routes.MapPost("/models/{name}/unalias", RemoveAlias);
        routes.MapPost("/models/{name}/delete", Delete);
        MapVersion(routes);
    }

    static void MapVersion(IEndpointRouteBuilder routes)
    {
        var version = routes.MapGroup("/models/{name}/versions/{number:long}");
        version.MapPost("/describe", async (string name, long number, HttpContext http, ModelRegistry registry) =>
        {
            await registry.DescribeVersionAsync(name, number, await Field(http, "text"), http.RequestAborted);
            return Back(name, number, "described");
        });
        version.MapPost("/tag", async (string name, long number, HttpContext http, ModelRegistry registry) =>
        {
            await registry.SetVersionTagAsync(name, number, new((await Field(http, "key")).Trim(), await Field(http, "value")), http.RequestAborted);
            return Back(name, number, "tagged");
        });
        version.MapPost("/untag", async (string name, long number, HttpContext http, ModelRegistry registry) =>
        {
            await registry.DeleteVersionTagAsync(name, number, await Field(http, "key"), http.RequestAborted);
            return Back(name, number, "untagged");
        });
        version.MapPost("/stage", async (string name, long number, HttpContext http, ModelRegistry registry) =>
        {
            await registry.MoveToStageAsync(name, number, await Field(http, "stage"), await Field(http, "archive") == "on", Who, await Why(http),
                http.RequestAborted);
            return Back(name, number, "stage");
        });
        version.MapPost("/delete", async (string name, long number, HttpContext http, ModelRegistry registry) =>
        {
            await RequireTyped(http, $"v{number}");
            await registry.DeleteVersionAsync(name, number, Who, http.RequestAborted);
            return Back(name, "version-deleted");
        });
    }

    static async Task<RedirectHttpResult> SetAlias(string name, HttpContext http, ModelRegistry registry)
    {
        if (!long.TryParse(await Field(http, "version"), out var version)) throw new ArgumentException("Say to which version the alias is to point: a number such as 3.");

        await registry.SetAliasAsync(name, (await Field(http, "alias")).Trim(), version, Who, await Why(http), cancel: http.RequestAborted);
        return Back(name, "alias");
    }

    static async Task<RedirectHttpResult> RemoveAlias(string name, HttpContext http, ModelRegistry registry)
    {
        await registry.DeleteAliasAsync(name, await Field(http, "alias"), Who, await Why(http), cancel: http.RequestAborted);
        return Back(name, "unalias");
    }

    static async Task<RedirectHttpResult> Delete(string name, HttpContext http, ModelRegistry registry)
    {
        await RequireTyped(http, name);
        await registry.DeleteAsync(name, Who, http.RequestAborted);
        return TypedResults.Redirect("/models?done=model-deleted");
    }

    static async Task RequireTyped(HttpContext http, string name)
    {
        var typed = (await Field(http, "typed")).Trim();
        if (typed != name) throw new ArgumentException($"Nothing was deleted: you typed '{typed}', and it is called '{name}'. Go back and type exactly that.");
    }

    static async Task<string> Why(HttpContext http)
    {
        var why = (await Field(http, "why")).Trim();
        return why.Length > 0 ? why : throw new ArgumentException("Say why: the reason is kept in the history. Go back and give one.");
    }

    static async Task<string> Field(HttpContext http, string name) => (await http.Request.ReadFormAsync(http.RequestAborted))[name].ToString()
        .ReplaceLineEndings("\n");

    static RedirectHttpResult Back(string name, string done) => TypedResults.Redirect($"/models/{Uri.EscapeDataString(name)}?done={done}");

    static RedirectHttpResult Back(string name, long number, string done) => TypedResults.Redirect($"{VersionPages.Address(name, $"{number}")}?done={done}");
}
