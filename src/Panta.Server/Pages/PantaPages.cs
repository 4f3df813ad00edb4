using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Server.Pages;

/// <summary>
/// The pages: each address answers GET with a component rendered on the server. All state is in the address, so a restart costs a viewer nothing.
/// </summary>
static partial class PantaPages
{
    // Styles may stand in elements (widths of bars, indents); scripts come from this server's files alone.
    const string ContentPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
        "form-action 'self'; frame-ancestors 'self'";

    static readonly string[] _unpacked = ["/api", "/ajax-api", "/assets", "/live", "/health", "/metrics", "/get-artifact"];

    public static void MapPages(this WebApplication app)
    {
        app.UseWhen(IsPage, pages => pages.UseResponseCompression());
        app.MapAssets();
        app.MapLive();
        var pages = app.MapGroup("").ExcludeFromDescription().AddEndpointFilter(Guard);
        pages.MapOverviewPages();
        pages.MapDataPages();
        pages.MapRunsPages();
        pages.MapRunsActs();
        pages.MapExperimentsPages();
        RunPages.Map(pages);
        ComparePages.Map(pages);
        pages.MapCurvesPages();
        pages.MapModelsPages();
        WebhooksPages.Map(pages);
        pages.MapEndpointsPages();
        pages.MapMonitorsPages();
        pages.MapAlertsPages();
        pages.MapWorkflowsPages();
        app.Use(FillMissingPage);
    }

    // Programs that ask the API are near and want no time spent on packing; assets are packed once.
    static bool IsPage(HttpContext http) => HttpMethods.IsGet(http.Request.Method) && !_unpacked.Any(prefix => http.Request.Path.StartsWithSegments(prefix));

    /// <summary>A component as the answer.</summary>
    public static RazorComponentResult Page<T>(object parameters, int status = StatusCodes.Status200OK)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        new RazorComponentResult<T>(parameters) { PreventStreamingRendering = true, StatusCode = status };

    /// <summary>A browser that asks for what is not there gets a page that says so; programs get what routing answered.</summary>
    static async Task FillMissingPage(HttpContext http, RequestDelegate next)
    {
        await next(http);

        if (http.Response.HasStarted || http.Response.StatusCode != StatusCodes.Status404NotFound || http.Response.ContentType is not null) return;
        if (!HttpMethods.IsGet(http.Request.Method) || !http.Request.Headers.Accept.ToString().Contains("text/html")) return;

        http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        var surroundings = http.RequestServices.GetRequiredService<Surroundings>();
        var reason = $"There is no page at {http.Request.Path}. The rail at the left lists what there is.";
        await MissingPage(http, surroundings, "No such page", reason).ExecuteAsync(http);
    }

    static RazorComponentResult MissingPage(
        HttpContext http, Surroundings surroundings, string title, string reason, int status = StatusCodes.Status404NotFound) =>
        Page<MissingPage>(new { Frame = surroundings.Of(http), Title = title, Reason = reason }, status);

    /// <summary>A page that needs no store: of one that is away, and of a page that could not be made.</summary>
    static RazorComponentResult FailedPage(HttpContext http, Surroundings surroundings, string title, string reason, int status)
    {
        if (status == StatusCodes.Status503ServiceUnavailable && HttpMethods.IsGet(http.Request.Method)) http.Response.Headers["Refresh"] = "5";
        return Page<MissingPage>(new { Frame = surroundings.Bare(http), Title = title, Reason = reason }, status);
    }

    /// <summary>Guards forms by their token, sets the headers of a page, and turns a failure into a page that says what is wrong.</summary>
    static async ValueTask<object?> Guard(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var surroundings = http.RequestServices.GetRequiredService<Surroundings>();
        http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        http.Response.Headers.CacheControl = "no-cache";
        try
        {
            if (HttpMethods.IsPost(http.Request.Method)) await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
            return await next(context);
        }
        catch (NotFoundException missing)
        {
            return MissingPage(http, surroundings, "Not here", missing.Message);
        }
        catch (AntiforgeryValidationException)
        {
            return MissingPage(http, surroundings, "The form is too old",
                "Nothing was changed: go back, reload the page and send the form again.", StatusCodes.Status400BadRequest);
        }
        catch (AlreadyExistsException taken)
        {
            return MissingPage(http, surroundings, "This was not done", taken.Message, StatusCodes.Status400BadRequest);
        }
        catch (ArgumentException wrong)
        {
            return MissingPage(http, surroundings, "This was not done", wrong.Message, StatusCodes.Status400BadRequest);
        }
        catch (Exception away) when (away is StoreException or DatabaseInUseException)
        {
            return FailedPage(http, surroundings, "The store is away for now", $"{away.Message} This page tries again by itself.", StatusCodes.Status503ServiceUnavailable);
        }
#pragma warning disable CA1031 // the edge of a page: what went wrong is logged, and told where a person looks
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            PartLog.Failed(http.RequestServices.GetRequiredService<ILogger<PartLog>>(), error, "The page", http.Request.Path, http.TraceIdentifier);
            var reason = $"The server failed on this page; its log has the cause under {http.TraceIdentifier}. The other pages work.";
            return FailedPage(http, surroundings, "This page could not be made", reason, StatusCodes.Status500InternalServerError);
        }
    }
}
