using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Workflows.Monitors;
using Panta.Workflows.Steps;

namespace Panta.Server.Pages;

/// <summary>The page of alerts.</summary>
static class AlertsPages
{
    const int Shown = 300;

    public static void MapAlertsPages(this IEndpointRouteBuilder routes) => routes.MapGet("/alerts", Get);

    static RazorComponentResult<AlertsPage> Get(HttpContext http, Surroundings surroundings, AlertStore alerts, WorkflowStore runs)
    {
        var followed = runs.Latest(limit: 1000).Where(run => run.AlertId is not null).ToLookup(run => run.AlertId ?? "");
        var lines = alerts.Latest(limit: Shown).Select(alert => Line(alert, followed[alert.Id])).ToArray();
        return PantaPages.Page<AlertsPage>(new
        {
            Frame = surroundings.Of(http),
            View = new AlertsView(
                [.. lines.Where(line => line.Resolved is null && line.Column is null).OrderBy(line => line.Opened)],
                [.. lines.Where(line => line.Resolved is null && line.Column is not null).OrderBy(line => line.Project).ThenBy(line => line.Opened)],
                [.. lines.Where(line => line.Resolved is not null && line.Column is null)],
                [.. lines.Where(line => line.Resolved is not null && line.Column is not null)]),
        });
    }

    static AlertsView.Line Line(Alert alert, IEnumerable<WorkflowRun> followed) => new()
    {
        Id = alert.Id,
        Project = alert.Project,
        Check = alert.Column is null ? alert.Check : $"{alert.Check} of {alert.Column}",
        Column = alert.Column,
        Evidence = alert.Message,
        Opened = alert.OpenedAt,
        Resolved = alert.ResolvedAt,
        Outcome = string.Join("; ", followed.Select(run => $"{run.Workflow}: {run.Outcome ?? "under way"}").Append(alert.Resolution ?? "").Where(text => text.Length > 0)),
    };
}
