using Panta.Data.Windows;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Monitors;
using Panta.Server.Charts;
using Panta.Tracking.Models;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Promotion;

namespace Panta.Server.Pages;

/// <summary>Reads what the pages show of a project: its KPI over time, its decisions, how it stands.</summary>
sealed class ProjectViews(ProjectStore projects, WindowStore windows, ProjectHistory history, ModelRegistry registry, AlertStore alerts)
{
    const int Everything = 100_000;

    /// <summary>All projects, in the order of their names; a project's place gives its colour.</summary>
    public IReadOnlyList<ProjectState> All() => projects.All();

    /// <summary>What is wrong with stored projects that cannot be read.</summary>
    public IReadOnlyList<ProjectFileException> Unreadable() => projects.Read().Unreadable;

    /// <summary>Whether a project has a version that answers; not while every first model was refused.</summary>
    public bool HasChampion(ProjectState project) => registry.FindByAlias(project.Name, project.Definition.Endpoint.Alias) is not null;

    /// <summary>The project of that name.</summary>
    public ProjectState Get(string name) => projects.Get(name);

    /// <summary>The open alerts of a project, newest first.</summary>
    public IReadOnlyList<Alert> OpenAlerts(string project) => alerts.Latest(project, onlyOpen: true);

    /// <summary>The judged windows of a project's endpoint with their drift and profiles, ascending.</summary>
    public IReadOnlyList<JudgedWindow> Drift(ProjectState project) => windows.Of(project.Name, project.Definition.Endpoint.Name, withColumns: true);

    /// <summary>The drift of the newest judged window, by column; empty before the first.</summary>
    public IReadOnlyList<DriftVerdict> NewestDrift(ProjectState project)
    {
        var endpoint = project.Definition.Endpoint.Name;
        var length = project.Definition.Monitor?.Window.Span ?? TimeSpan.FromDays(1);
        return windows.LastEnd(project.Name, endpoint) is { } end
            && windows.Of(project.Name, endpoint, withColumns: true, from: new MovingWindow(length).At(end).Start) is [.., var last]
            ? last.Drift
            : [];
    }

    /// <summary>The KPI of a project over time, frozen against kept fresh, with what was decided on it.</summary>
    public KpiHistory Kpi(ProjectState project)
    {
        var plan = project.Definition;
        var judged = windows.Of(project.Name, plan.Endpoint.Name);
        var twin = plan.Endpoint.Frozen is { } frozen ? windows.Of(project.Name, frozen).ToDictionary(window => window.Result.Window.Start) : [];
        var period = plan.Monitor?.Window.Span ?? TimeSpan.FromDays(1);
        return new()
        {
            Kpi = $"{Words(plan.Metric)}{(plan.Metric == KpiMetric.Accuracy || plan.Unit.Length > 0 ? "" : $" of {plan.Target}")} {By(period)}",
            Unit = plan.Metric == KpiMetric.Accuracy ? "%" : plan.Unit,
            Colour = Loop.Hues[Math.Max(0, IndexOf(project.Name)) % Loop.Hues.Length],
            Windows = [.. judged.Select(window => Window(window, twin.GetValueOrDefault(window.Result.Window.Start)))],
            Decisions = Decisions(project.Name),
            Serving = Serving(project, judged.Count > 0 ? judged[^1].Result.Window.End : project.Now),
        };
    }

    /// <summary>How many alerts about the KPI a project has had, and at how many of them an input had left its reference.</summary>
    public (int Alerts, int WithDrift) AlertsAndDrift(string project)
    {
        var all = alerts.Latest(project, limit: Everything);
        var kpi = all.Where(alert => alert.Column is null).ToArray();
        bool HadDrift(Alert alert) => all.Any(other => other.Column is not null && other.OpenedAt <= alert.OpenedAt && !(other.ResolvedAt < alert.OpenedAt));
        return (kpi.Length, kpi.Count(HadDrift));
    }

    /// <summary>The decisions of a project, ascending by time.</summary>
    public IReadOnlyList<DecisionLine> Decisions(string project) => [.. history.Decisions(project).Select((decision, k) => Line(decision, k))];

    static KpiWindow Window(JudgedWindow window, JudgedWindow? twin) => new()
    {
        Start = window.Result.Window.Start,
        End = window.Result.Window.End,
        Value = window.Kpi ?? double.NaN,
        Low = window.Lower ?? double.NaN,
        High = window.Upper ?? double.NaN,
        Frozen = twin?.Kpi ?? double.NaN,
        Limit = window.Limit ?? double.NaN,
        MeanLabel = window.MeanLabel ?? double.NaN,
        Version = $"v{window.Result.ModelVersion}",
        Labels = window.Result.Labels,
        Predictions = window.Result.Predictions,
        IsOver = window.Result.Checks.Any(check => check.Column is null && check.Status == CheckStatus.Breached && check.Value == window.Kpi),
        IsOpen = window.Result.Provisional,
    };

    static DecisionLine Line(Decision decision, int place)
    {
        var who = decision.By.Split(' ', 2);
        return new()
        {
            Key = $"{decision.Project}-{place}",
            Kind = decision.Kind switch
            {
                DecisionKind.Alert => MarkKind.Alert,
                DecisionKind.Promoted => MarkKind.Promoted,
                DecisionKind.Kept => MarkKind.Kept,
                DecisionKind.RolledBack => MarkKind.RolledBack,
                _ => null,
            },
            IsFailed = decision.Kind == DecisionKind.Failed,
            IsFirst = decision.Kind is DecisionKind.Promoted or DecisionKind.Kept && decision.Figures is { } figures && figures["championVersion"] is null,
            Project = decision.Project,
            What = decision.What,
            Evidence = decision.Evidence,
            By = who[0],
            Policy = who.Length > 1 ? who[1] : "",
            At = decision.At,
            RunId = decision.RunId,
            Link = decision.Kind switch
            {
                DecisionKind.Alert => $"/alerts#{decision.AlertId}",
                DecisionKind.Failed => $"/workflows#{decision.WorkflowRunId}",
                _ => $"/models/{Uri.EscapeDataString(decision.Project)}",
            },
        };
    }

    List<(DateTimeOffset Start, DateTimeOffset End, string Version)> Serving(ProjectState project, DateTimeOffset until)
    {
        var moves = registry.AliasHistory(project.Name, project.Definition.Endpoint.Alias).Reverse().ToArray();
        return [.. moves.Select((move, k) => (move.At, k + 1 < moves.Length ? moves[k + 1].At : until, $"v{move.Version}"))
            .Where(span => span.Item2 > span.At)];
    }

    int IndexOf(string project) => projects.All().Select(each => each.Name).ToList().IndexOf(project);

    static string Words(KpiMetric metric) => metric switch
    {
        KpiMetric.Accuracy => "correct predictions",
        KpiMetric.Mae => "mean absolute error",
        _ => "root of the mean squared error",
    };

    internal static string By(TimeSpan period) => period.TotalDays switch
    {
        7 => "by week",
        1 => "by day",
        _ => $"in windows of {Figures.Duration(period)}",
    };
}
