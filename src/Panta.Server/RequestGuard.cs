using System.IO.Enumeration;
using System.Net;

namespace Panta.Server;

/// <summary>
/// Protects a local server from web pages: a request must name an allowed host (else a foreign name could be rebound to this address), and
/// one that changes state must not come from a foreign origin. Nothing that is answered may be run as a page, but for the pages, which set a policy of
/// their own. Rules and texts as MLflow's since 3.5.
/// </summary>
sealed class RequestGuard(RequestDelegate next, PantaServerOptions options)
{
    const string NothingRuns = "default-src 'none'; sandbox; frame-ancestors 'self'";

    static readonly IPNetwork[] PrivateNetworks =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("fc00::/7"),
    ];

    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = NothingRuns;
        if (options.FrameOptions.Length > 0) http.Response.Headers.XFrameOptions = options.FrameOptions;

        if (!options.ChecksHostAndOrigin) await next(http);
        else if (!AllowsHost(http.Request.Host) && http.Request.Path.Value is not ("/health" or "/version"))
            await Refuse(http, $"Invalid Host header '{http.Request.Host}': this server answers to local and private addresses and to the hosts it was told to allow.");
        else if (CrossSite(http.Request) is { } origin)
            await Refuse(http, $"Cross-origin request blocked: pages of {origin} may not change state here unless the server was told to allow that origin.");
        else if (AnswersOrigin(http)) await http.Response.CompleteAsync();
        else await next(http);
    }

    /// <summary>Lets <c>//model-versions/…</c>, as some proxies make it, reach the endpoint that guards its paths. Must come before routing.</summary>
    public static Task TrimLeadingSlashes(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.Value is { } path && path.StartsWith("//", StringComparison.Ordinal)) http.Request.Path = "/" + path.TrimStart('/');
        return next(http);
    }

    internal bool AllowsHost(HostString host)
    {
        var name = host.Host.ToLowerInvariant();
        if (name is "localhost" or "0.0.0.0" or "[::1]" or "::1") return true;
        if (Any(options.AllowedHosts, name) || Any(options.AllowedHosts, host.Value ?? "")) return true;

        return IPAddress.TryParse(name.Trim('[', ']'), out var address) && PrivateNetworks.Any(n => n.Contains(address));
    }

    internal bool AllowsOrigin(string origin, HostString host)
    {
        if (Any(options.AllowedOrigins, origin)) return true;

        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && (uri.Authority == host.Value || uri.Host is "localhost" or "127.0.0.1" or "[::1]");
    }

    // Whose page sends a change that it may not. A browser names the origin, or at least that the page is another site's.
    string? CrossSite(HttpRequest request)
    {
        var preflight = HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;
        if (!preflight && !ChangesState(request.Method)) return null;

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0) return AllowsOrigin(origin, request.Host) ? null : $"'{origin}'";
        return request.Headers["Sec-Fetch-Site"] == "cross-site" ? "another site" : null;
    }

    // Tells browsers that the pages of an allowed origin may read the answer; whether that was all they asked.
    bool AnswersOrigin(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || !AllowsOrigin(origin, http.Request.Host)) return false;

        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0) return false;

        headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE, OPTIONS, PATCH";
        headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        return true;
    }

    static bool Any(IReadOnlyList<string> patterns, string name) => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name));

    static bool ChangesState(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    static Task Refuse(HttpContext http, string reason)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(ErrorAnswer.Shorten(reason), http.RequestAborted);
    }
}
