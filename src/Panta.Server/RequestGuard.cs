using System.Net;

namespace Panta.Server;

/// <summary>
/// Protects a local server from web pages: a request must name an allowed host (else a foreign name could be rebound to this address), and
/// one that changes state must not come from a foreign origin. Rules and texts as MLflow's since 3.5.
/// </summary>
sealed class RequestGuard(RequestDelegate next, PantaServerOptions options)
{
    static readonly IPNetwork[] PrivateNetworks =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("fc00::/7"),
    ];

    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.XFrameOptions = "SAMEORIGIN";

        if (!AllowsHost(http.Request.Host.Host) && http.Request.Path.Value is not ("/health" or "/version"))
        {
            await Refuse(
                http, $"Invalid Host header '{http.Request.Host}': this server answers to local and private addresses and to the hosts it was told to allow.");
            return;
        }

        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && ChangesState(http.Request.Method) && !AllowsOrigin(origin, http.Request.Host))
        {
            await Refuse(http, $"Cross-origin request blocked: pages of '{origin}' may not change state here unless the server was told to allow that origin.");
            return;
        }

        await next(http);
    }

    /// <summary>Lets <c>//model-versions/…</c>, as some proxies make it, reach the endpoint that guards its paths. Must come before routing.</summary>
    public static Task TrimLeadingSlashes(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.Value is { } path && path.StartsWith("//", StringComparison.Ordinal)) http.Request.Path = "/" + path.TrimStart('/');
        return next(http);
    }

    internal bool AllowsHost(string host)
    {
        if (host is "localhost" or "0.0.0.0" or "[::1]" or "::1" || options.AllowedHosts.Contains("*") || options.AllowedHosts.Contains(host)) return true;

        return IPAddress.TryParse(host.Trim('[', ']'), out var address) && PrivateNetworks.Any(n => n.Contains(address));
    }

    internal bool AllowsOrigin(string origin, HostString host)
    {
        if (options.AllowedOrigins.Contains("*") || options.AllowedOrigins.Contains(origin)) return true;

        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && (uri.Authority == host.Value || uri.Host is "localhost" or "127.0.0.1" or "[::1]");
    }

    static bool ChangesState(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    static Task Refuse(HttpContext http, string reason)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(reason, http.RequestAborted);
    }
}
