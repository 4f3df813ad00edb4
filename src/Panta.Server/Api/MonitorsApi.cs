using Panta.Workflows.Monitors;
using Panta.Workflows.Steps;

namespace Panta.Server.Api;

/// <summary>Alerts, and workflow runs with their steps.</summary>
static class MonitorsApi
{
    public static void MapMonitors(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/1.0/alerts", (AlertStore alerts, string? project = null, bool open = false, int limit = 200) =>
            new { alerts = alerts.Latest(project, open, Math.Clamp(limit, 1, 10_000)) });
        routes.MapGet("/api/1.0/workflow-runs", (WorkflowStore runs, string? project = null, int limit = 100) =>
            new { workflow_runs = runs.Latest(project, Math.Clamp(limit, 1, 10_000)) });
        routes.MapGet("/api/1.0/workflow-runs/{id}", (string id, WorkflowStore runs) =>
            runs.Find(id) ?? throw new Tracking.Stores.NotFoundException("workflow run", id));
    }
}
