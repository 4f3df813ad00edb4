using Microsoft.AspNetCore.Http.HttpResults;

namespace Panta.Server.Pages;

/// <summary>The overview: the loop of every project with live numbers.</summary>
static class OverviewPages
{
    public static void MapOverviewPages(this IEndpointRouteBuilder routes) => routes.MapGet("/", Get);

    static RazorComponentResult<OverviewPage> Get(HttpContext http, Surroundings surroundings) => PantaPages.Page<OverviewPage>(new
    {
        Frame = surroundings.Of(http),
        View = new OverviewView { Needs = [], Projects = [], Cards = [], Decisions = [], OpenAlerts = 0 },
    });
}
