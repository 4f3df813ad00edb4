using System.Text.Json.Nodes;
using Panta.Monitoring.Monitors;
using Panta.Tracking.Models;
using Panta.Workflows.Monitors;
using Panta.Workflows.Promotion;
using Panta.Workflows.Steps;

namespace Panta.Workflows.Projects;

/// <summary>What was decided in projects, and how each stands: read from windows, alerts, workflow runs and the history of aliases.</summary>
public sealed class ProjectHistory(ProjectStore projects, WindowStore windows, AlertStore alerts, WorkflowStore runs, ModelRegistry registry)
{
    const int Everything = 100_000;

    /// <summary>The decisions of a project in the order in which they were made.</summary>
    /// <param name="project">The project's name.</param>
    public IReadOnlyList<Decision> Decisions(string project) =>
    [
        .. alerts.Latest(project, limit: Everything).Where(alert => alert.Column is null).Select(OfAlert)
            .Concat(runs.Latest(project, Everything).Where(run => run.Outcome is not null).Select(OfRun))
            .Concat(Rollbacks(project))
            .OrderBy(decision => decision.At).ThenBy(decision => decision.Kind),
    ];

    /// <summary>The last decisions of all projects, newest first.</summary>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<Decision> Latest(int limit) =>
        [.. projects.All().SelectMany(project => Decisions(project.Name)).OrderByDescending(decision => decision.At).ThenByDescending(decision => decision.Kind).Take(limit)];

    /// <summary>How many decisions were made in a project.</summary>
    /// <param name="project">The project's name.</param>
    public int CountDecisions(string project) => Decisions(project).Count;

    /// <summary>How a project stands.</summary>
    /// <param name="project">The project.</param>
    public ProjectSummary Summary(ProjectState project)
    {
        var decisions = Decisions(project.Name);
        return new()
        {
            Name = project.Name,
            Now = project.Now,
            Clock = project.Clock,
            Metric = project.Definition.Metric,
            Champion = registry.FindByAlias(project.Name, project.Definition.Endpoint.Alias)?.Version.ToString(),
            Decisions = decisions.Count,
            Alerts = decisions.Count(decision => decision.Kind == DecisionKind.Alert),
            Retrains = decisions.Count(decision => decision.Kind is DecisionKind.Kept or DecisionKind.Promoted && HadChampion(decision)),
            Promotions = decisions.Count(decision => decision.Kind == DecisionKind.Promoted && HadChampion(decision)),
            Kpi = new(
                Mean(project, project.Definition.Endpoint.Name),
                project.Definition.Endpoint.Frozen is { } frozen ? Mean(project, frozen) : null,
                MeanLabel(project)),
        };
    }

    /// <summary>The KPI of all labelled predictions of an endpoint's judged windows; null where there is none.</summary>
    /// <param name="project">The project.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    public double? Mean(ProjectState project, string endpoint)
    {
        var judged = windows.Of(project.Name, endpoint).Where(window => window.Kpi is not null).ToList();
        if (judged.Count == 0) return null;

        var square = project.Definition.Metric == KpiMetric.Rmse;
        var mean = judged.Sum(window => (square ? window.Kpi!.Value * window.Kpi.Value : window.Kpi!.Value) * window.Result.Labels) / judged.Sum(window => window.Result.Labels);
        return square ? Math.Sqrt(mean) : mean;
    }

    double? MeanLabel(ProjectState project)
    {
        var judged = windows.Of(project.Name, project.Definition.Endpoint.Name).Where(window => window.MeanLabel is not null).ToList();
        return judged.Count == 0 ? null : judged.Sum(window => window.MeanLabel!.Value * window.Result.Labels) / judged.Sum(window => window.Result.Labels);
    }

    static Decision OfAlert(Alert alert) => new()
    {
        At = alert.OpenedAt,
        Project = alert.Project,
        Kind = DecisionKind.Alert,
        What = $"{alert.Check} of v{alert.ModelVersion}",
        Evidence = alert.Message,
        By = "monitor",
        Version = alert.ModelVersion,
        AlertId = alert.Id,
    };

    static Decision OfRun(WorkflowRun run)
    {
        var version = Text(run.Evidence, "version");
        var champion = Text(run.Evidence, "championVersion");
        var kind = run.Outcome switch { "promoted" => DecisionKind.Promoted, "kept" => DecisionKind.Kept, _ => DecisionKind.Failed };
        return new()
        {
            At = run.EndedAt ?? run.QueuedAt,
            Project = run.Project,
            Kind = kind,
            What = kind switch { DecisionKind.Promoted => $"v{version} → champion", DecisionKind.Kept => champion is null ? $"v{version} rejected" : $"v{champion} stays; v{version} rejected", _ => $"{run.Workflow} failed" },
            Evidence = Text(run.Evidence, "sentence") ?? run.Outcome!,
            By = champion is null && kind == DecisionKind.Promoted ? Environment.UserName : $"policy {run.Project}",
            WorkflowRunId = run.Id,
            RunId = Text(run.Evidence, "runId"),
            Version = version,
            Figures = run.Evidence,
        };
    }

    IEnumerable<Decision> Rollbacks(string project) => registry.AliasHistory(project)
        .Where(move => move.Evidence is { } evidence && Text(JsonNode.Parse(evidence), "kind") == "rollback")
        .Select(move => new Decision
        {
            At = move.At,
            Project = project,
            Kind = DecisionKind.RolledBack,
            What = $"v{move.Version} → {move.Alias}",
            Evidence = move.Why,
            By = move.Who,
            Version = move.Version?.ToString(),
        });

    static bool HadChampion(Decision decision) => Text(decision.Figures, "championVersion") is not null;

    static string? Text(JsonNode? evidence, string key) => evidence?[key]?.GetValue<string>();
}
