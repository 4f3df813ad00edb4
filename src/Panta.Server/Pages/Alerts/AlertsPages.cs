using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Data.Delta;
using Panta.Data.Predictions;
using Panta.Tracking.Stores;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;

namespace Panta.Server.Pages;

/// <summary>The page of alerts.</summary>
static class AlertsPages
{
    const string Reminder = "repeated";
    const int Shown = 300, ShownNotifications = 20;

    static readonly TimeSpan Lately = TimeSpan.FromDays(60);

    public static void MapAlertsPages(this IEndpointRouteBuilder routes) => routes.MapGet("/alerts", Get);

    static RazorComponentResult Get(
        HttpContext http, Surroundings surroundings, AlertStore alerts, WorkflowStore runs, ProjectStore projects,
        NotificationLog notifications, DataFolder folder)
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
                [.. lines.Where(line => line.Resolved is not null && line.Column is not null)])
            {
                Told = [.. projects.All().SelectMany(project => Told(project, notifications))
                    .OrderByDescending(told => told.Notification.NotifiedAt).Take(ShownNotifications)],
                HasTable = DeltaTable.Exists(Path.Combine(folder.Tables, NotificationLog.TableName)),
            },
        });
    }

    // By each project's own clock: one may live in another year than the next.
    static IEnumerable<(Notification Notification, bool IsInput)> Told(ProjectState project, NotificationLog notifications) =>
        notifications.Between(project.Now - Lately, project.Now.AddTicks(TimeSpan.TicksPerMillisecond))
            .Where(told => told.Project == project.Name && told.Kind != Reminder)
            .Select(told => (told, project.Definition.Monitor?.Checks.All(check => check.Id != told.Subject) ?? false));

    static AlertsView.Line Line(Alert alert, IEnumerable<WorkflowRun> followed) => new()
    {
        Id = alert.Id,
        Project = alert.Project,
        Check = alert.Column is null ? alert.Check : $"{alert.Check} of {alert.Column}",
        Column = alert.Column,
        Evidence = alert.Message,
        Opened = alert.OpenedAt,
        Resolved = alert.ResolvedAt,
        Outcome = Outcome(alert, [.. followed.OrderBy(run => run.QueuedAt)]),
    };

    /// <summary>What followed, as it happened; a promotion says by itself why the alert was resolved.</summary>
    static string Outcome(Alert alert, WorkflowRun[] followed) => string.Join("; ", followed.Select(WorkflowsPages.Outcome)
        .Append(alert.Resolution is { } resolution && !followed.Any(run => run.Outcome == "promoted") ? resolution : "").Where(text => text.Length > 0));
}
