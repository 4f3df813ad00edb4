namespace Panta.Server.Api;

/// <summary>Puts a call of MLflow's REST API under both prefixes: that of clients and that of the browser page.</summary>
static class MlflowRoutes
{
    static readonly string[] Prefixes = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"];

    /// <summary>
    /// Answers <c>/runs/get/</c> as what is not there, as MLflow does, where routing would take it for <c>/runs/get</c>: who guards paths before this
    /// server knows them by one spelling. Must come after routing.
    /// </summary>
    public static Task RefuseTrailingSlash(HttpContext http, RequestDelegate next)
    {
        var ends = http.Request.Path.Value is { Length: > 1 } path && path[^1] == '/' && ErrorAnswer.IsMlflow(http.Request.Path);
        var isPath = http.GetEndpoint() is RouteEndpoint route && route.RoutePattern.Parameters.Any(p => p.IsCatchAll);
        if (ends && !isPath) http.SetEndpoint(null);
        return next(http);
    }

    /// <summary>Maps a call.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="methods">HTTP methods, separated by spaces.</param>
    /// <param name="path">The path after the prefix.</param>
    /// <param name="handle">Reads the fields and answers.</param>
    /// <param name="readsBody">Whether it reads the body by itself, and the fields only where it cannot. Default false.</param>
    public static void MapMlflow(this IEndpointRouteBuilder routes, string methods, string path, Func<WireRequest, Task> handle, bool readsBody = false)
    {
        foreach (var prefix in Prefixes)
            routes.MapMethods(prefix + path, methods.Split(' '), Handle).ExcludeFromDescription();

        async Task Handle(HttpContext http) => await handle(await (readsBody ? WireRequest.TakeAsync(http) : WireRequest.ReadAsync(http)));
    }
}
