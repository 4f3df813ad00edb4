using System.Text.Json.Nodes;
using Panta.Data.Windows;
using Panta.Monitoring.Monitors;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;

namespace Panta.Workflows.Triggers;

/// <summary>Whether a retrain follows from a judged window, and on which rows. Pure: the same facts give the same answer, live or replayed.</summary>
public static class RetrainRule
{
    /// <summary>What is known when a window has been judged.</summary>
    public sealed record Facts
    {
        /// <summary>Gets the project.</summary>
        public required Project Project { get; init; }

        /// <summary>Gets the time on the project's clock.</summary>
        public required DateTimeOffset Now { get; init; }

        /// <summary>Gets the window just judged: the newest whose labels are in.</summary>
        public required Window Window { get; init; }

        /// <summary>Gets the open alerts.</summary>
        public required IReadOnlyList<Alert> Open { get; init; }

        /// <summary>Gets the last promotion that a retrain led to, or null.</summary>
        public WorkflowRun? LastPromotion { get; init; }

        /// <summary>Gets the last retrain of whatever outcome, or null.</summary>
        public WorkflowRun? LastRetrain { get; init; }
    }

    /// <summary>The retrain that follows, or null.</summary>
    /// <param name="facts">What is known.</param>
    public static WorkflowRun? Next(Facts facts)
    {
        if (facts.Project.Policy?.Retrain is not { When: not RetrainTrigger.Schedule } policy) return null;
        if (facts.LastPromotion?.EndedAt is { } promoted && facts.Now < promoted + policy.Cooldown.Span) return null;

        if (facts.Open.FirstOrDefault(alert => Starts(facts.Project, policy, alert)) is { } alert)
        {
            var rows = policy.Window is { } length ? new MovingWindow(length.Span).At(facts.Window.End) : new(alert.Since, facts.Window.End);
            return Run(facts.Project, facts.Now, rows, $"alert {alert.Check}", again: false) with { AlertId = alert.Id };
        }

        return Again(facts, policy);
    }

    /// <summary>The retrain of a schedule that fires now.</summary>
    /// <param name="project">The project; its policy has a window.</param>
    /// <param name="now">The time on the project's clock.</param>
    /// <param name="labelledUntil">The end of the newest time whose labels are in.</param>
    public static WorkflowRun Scheduled(Project project, DateTimeOffset now, DateTimeOffset labelledUntil) =>
        Run(project, now, new MovingWindow(project.Policy!.Retrain!.Window!.Value.Span).At(labelledUntil), "schedule", again: false);

    /// <summary>The retrain that a person asks for.</summary>
    /// <param name="project">The project.</param>
    /// <param name="now">The time on the project's clock.</param>
    /// <param name="labelledUntil">The end of the newest time whose labels are in: rows of the policy's window before it, or all.</param>
    /// <param name="who">The person.</param>
    public static WorkflowRun Asked(Project project, DateTimeOffset now, DateTimeOffset labelledUntil, string who)
    {
        var rows = project.Policy?.Retrain?.Window is { } length ? new MovingWindow(length.Span).At(labelledUntil) : Window.Always with { End = labelledUntil };
        return Run(project, now, rows, $"asked for by {who}", again: false);
    }

    // A model made from the few rows since a change is challenged once more, when there are more of them.
    static WorkflowRun? Again(Facts facts, Retrain policy)
    {
        if (policy.Again is not { } again || facts.LastPromotion is not { } last || facts.LastRetrain?.Id != last.Id || last.Input["again"]!.GetValue<bool>()) return null;

        var learned = Range(last);
        return facts.Window.End >= learned.End + again.Span
            ? Run(facts.Project, facts.Now, learned with { End = facts.Window.End }, $"{again} after a promotion", again: true)
            : null;
    }

    static bool Starts(Project project, Retrain policy, Alert alert)
    {
        if (policy.On is not null) return alert.Check == policy.On;

        return project.Monitor!.Checks.FirstOrDefault(check => check.Id == alert.Check) is { } check
            && (policy.When == RetrainTrigger.Drift ? check is DriftCheck : check is KpiCheck);
    }

    /// <summary>The rows a run learns from: those of event time in [from, to).</summary>
    /// <param name="run">A retrain.</param>
    internal static Window Range(WorkflowRun run) =>
        new(run.Input["from"]!.GetValue<DateTimeOffset>(), run.Input["to"]!.GetValue<DateTimeOffset>());

    static WorkflowRun Run(Project project, DateTimeOffset now, Window rows, string cause, bool again) => new()
    {
        Id = $"{project.Name}-{now.UtcDateTime:yyyyMMdd'T'HHmmss}",
        Project = project.Name,
        Workflow = "retrain",
        Cause = cause,
        Status = WorkflowStatus.Queued,
        QueuedAt = now,
        Input = new JsonObject { ["from"] = rows.Start, ["to"] = rows.End, ["again"] = again },
    };
}
