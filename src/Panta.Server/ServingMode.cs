namespace Panta.Server;

/// <summary>What a server refuses that was told to do only a part of its work, with the status and in the words of MLflow's.</summary>
sealed class ServingMode(RequestDelegate next, PantaServerOptions options)
{
    static readonly PathString[] Proxy = ["/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"];
    static readonly PathString[] Always = ["/health", "/version", "/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"];

    public Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path;
        if (IsOf(Proxy, path))
            return options.ServesArtifacts ? next(http) : Refuse(http, "with `--no-serve-artifacts`", "artifacts", "with `--serve-artifacts`");
        return options.ArtifactsOnly && !IsOf(Always, path) ? Refuse(http, "in `--artifacts-only` mode", "tracking", "without `--artifacts-only`") : next(http);
    }

    static bool IsOf(PathString[] folders, PathString path) => folders.Any(folder => path.StartsWithSegments(folder));

    static Task Refuse(HttpContext http, string mode, string what, string how)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(
            $"Endpoint: {ErrorAnswer.Shorten(http.Request.Path)} disabled due to the mlflow server running {mode}. "
            + $"To enable {what} server functionality, run `panta server` {how}",
            http.RequestAborted);
    }
}
