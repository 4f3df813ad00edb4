using Panta.Data.Windows;
using Panta.Monitoring.Monitors;
using Monitor = Panta.Monitoring.Monitors.Monitor;
using Quartz;

namespace Panta.Workflows.Projects;

/// <summary>Something that is due in a project: a window whose labels are in, or a schedule that fires.</summary>
/// <param name="At">When.</param>
/// <param name="Window">The window; null: the retraining schedule.</param>
readonly record struct DueEvent(DateTimeOffset At, Window? Window)
{
    /// <summary>What is due after one time up to another, in order; of one instant the windows first, so that a retrain sees them judged.</summary>
    public static IReadOnlyList<DueEvent> Between(Monitor? monitor, DateTimeOffset judgedUntil, string? cron, DateTimeOffset now, DateTimeOffset to)
    {
        var windows = monitor?.Due(judgedUntil, to).Select(window => new DueEvent(monitor.Watermark.ClosesAt(window), window)) ?? [];
        return [.. windows.Concat(Fires(cron, now, to)).OrderBy(due => due.At).ThenBy(due => due.Window is null)];
    }

    static IEnumerable<DueEvent> Fires(string? cron, DateTimeOffset after, DateTimeOffset to)
    {
        if (cron is null) yield break;

        var expression = new CronExpression(cron) { TimeZone = TimeZoneInfo.Utc };
        for (var at = expression.GetNextValidTimeAfter(after); at is { } fires && fires <= to; at = expression.GetNextValidTimeAfter(fires)) yield return new(fires, null);
    }
}
