using System.Text.Json.Nodes;
using Panta.Server.Charts;
using Panta.Serving.Endpoints;
using Panta.Tracking.Models;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;
using Endpoint = Panta.Serving.Endpoints.Endpoint;

namespace Panta.Server.Pages;

/// <summary>The lines of a model's page: its versions, the moves of its aliases, and where its champion came from.</summary>
static class ModelLines
{
    public const string Champion = "champion";

    const string WorkflowTag = "panta.workflow_run";

    /// <summary>A version with what it learnt from and what it did while it served.</summary>
    /// <param name="version">The version.</param>
    /// <param name="champion">Moves of the champion's alias, newest first.</param>
    /// <param name="rejected">Challengers that were turned down.</param>
    /// <param name="measures">What the versions' runs logged.</param>
    /// <param name="workflows">Workflow runs of the model's project by id; empty without a project.</param>
    /// <param name="kpi">The KPI of the project; null without one.</param>
    /// <param name="now">What the last reign lasts until; null where nobody's clock is known.</param>
    public static ModelView.Version Version(
        ModelVersion version, AliasChange[] champion, DecisionLine[] rejected, VersionMeasures measures,
        IReadOnlyDictionary<string, WorkflowRun> workflows, KpiHistory? kpi, DateTimeOffset? now)
    {
        var place = Array.FindIndex(champion, change => change.Version == version.Version);
        var workflow = version.Tags.FirstOrDefault(tag => tag.Key == WorkflowTag)?.Value ?? "";
        var until = place > 0 ? champion[place - 1].At : now;
        return new()
        {
            Number = $"{version.Version}",
            Logged = measures.Of(version),
            Served = kpi is null ? null : Served(kpi, $"v{version.Version}"),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTime),
            Champion = place < 0 ? null : champion[place].At,
            Reign = place < 0 ? null : until - champion[place].At,
            State = version.Aliases.Contains(Champion) ? Champion : place >= 0 ? "retired"
                : rejected.Any(decision => decision.RunId == version.RunId && version.RunId.Length > 0) ? "rejected" : "registered",
            Stage = version.Stage,
            Note = version.Description.Length > 0 ? MarkdownText.FirstLine(version.Description) : workflows.TryGetValue(workflow, out var run) ? LearntFrom(run) : "",
            RunId = version.RunId.Length > 0 ? version.RunId : null,
            RunName = measures.RunName(version),
        };
    }

    public static ModelView.Move Move(AliasChange change)
    {
        var isBack = change is { Version: { } now, PreviousVersion: { } before } && now < before;
        return new(
            $"{change.Change}", change.Version is null ? $"{change.Alias} removed from v{change.PreviousVersion}" : $"v{change.Version} → {change.Alias}",
            change.Version is null ? "" : isBack ? "warn" : "ok", change.Version is null ? "close" : isBack ? "rollback" : "promote", change.At, change.Who,
            change.Why.Length > 0 ? change.Why : "no reason was given");
    }

    public static ModelView.Move Kept(DecisionLine decision) =>
        new(decision.Key, decision.What, "", "reject", decision.At, $"{decision.By} {decision.Policy}".Trim(), decision.Evidence);

    /// <summary>From the table by workflow, run and version to the endpoint.</summary>
    public static List<(string Icon, string Kind, string Name, string? Link, string Note)> Lineage(
        ProjectState project, AliasChange champion, JsonObject? evidence, Endpoint[] served, IReadOnlyDictionary<string, WorkflowRun> workflows)
    {
        var table = project.Definition.Source.Table ?? project.Name;
        var workflow = workflows.GetValueOrDefault(ModelProof.Text(evidence, "workflowRunId"));
        var run = ModelProof.Text(evidence, "runId");
        List<(string Icon, string Kind, string Name, string? Link, string Note)> boxes =
            [("data", "Table", table, $"/data/{table}", workflow is null ? "" : LearntFrom(workflow))];
        if (workflow is not null)
            boxes.Add(("retrain", "Workflow", workflow.Workflow, $"/workflows#{workflow.Id}", $"{workflow.Cause}, {Figures.Day(workflow.QueuedAt)}"));
        if (run.Length > 0) boxes.Add(("runs", "Run", Figures.Short(run), $"/runs/{run}", "the best of its search"));
        boxes.Add(("models", "Version", $"{project.Name} v{champion.Version}", "#versions", $"champion since {Figures.Day(champion.At)}"));
        foreach (var (name, log) in served.Take(1).Select(endpoint => (endpoint.Settings.Name, endpoint.Log)))
            boxes.Add(("endpoints", "Endpoint", name, $"/endpoints/{name}", $"{Figures.Number(log.PredictionCount)} predictions"));
        return boxes;
    }

    /// <summary>The rows a workflow run collected, as "25 Aug – 16 Nov 2012".</summary>
    static string LearntFrom(WorkflowRun run)
    {
        var (from, to) = (run.Input["from"]?.GetValue<DateTimeOffset>(), run.Input["to"]?.GetValue<DateTimeOffset>());
        return (from, to) switch
        {
            ({ } start, { } end) when start > DateTimeOffset.MinValue && end < DateTimeOffset.MaxValue => Figures.Span(start, end.AddTicks(-1)),
            (_, { } end) when end < DateTimeOffset.MaxValue => $"all until {Figures.Day(end.AddTicks(-1))}",
            _ => "all rows of its source",
        };
    }

    static double? Served(KpiHistory kpi, string version)
    {
        var mean = (kpi with { Windows = [.. kpi.Windows.Where(window => window.Version == version)] }).Mean(window => window.Value);
        return double.IsNaN(mean) ? null : mean;
    }
}
