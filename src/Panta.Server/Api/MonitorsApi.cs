using System.Text.Json.Serialization;
using Panta.Workflows.Monitors;
using Panta.Workflows.Steps;

namespace Panta.Server.Api;

/// <summary>Alerts, and workflow runs with their steps.</summary>
static class MonitorsApi
{
    public static void MapMonitors(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/1.0/alerts", (AlertStore alerts, string? project = null, bool open = false, int limit = 200) =>
            TypedResults.Ok(new AlertsAnswer(alerts.Latest(project, open, Math.Clamp(limit, 1, 10_000)))));
        routes.MapGet("/api/1.0/workflow-runs", (WorkflowStore runs, string? project = null, int limit = 100) =>
            TypedResults.Ok(new WorkflowRunsAnswer(runs.Latest(project, Math.Clamp(limit, 1, 10_000)))));
        routes.MapGet("/api/1.0/workflow-runs/{id}", (string id, WorkflowStore runs) =>
            TypedResults.Ok(runs.Find(id) ?? throw new Tracking.Stores.NotFoundException("workflow run", id)));
    }

    internal sealed record AlertsAnswer(IReadOnlyList<Alert> Alerts);

    internal sealed record WorkflowRunsAnswer([property: JsonPropertyName("workflow_runs")] IReadOnlyList<WorkflowRun> Runs);
}
