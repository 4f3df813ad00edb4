using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;
using Quartz;

namespace Panta.Server.Pages;

/// <summary>The page of workflows and their last runs.</summary>
static class WorkflowsPages
{
    const int Shown = 25, Counted = 10_000;

    public static void MapWorkflowsPages(this IEndpointRouteBuilder routes) => routes.MapGet("/workflows", Get);

    static RazorComponentResult Get(HttpContext http, Surroundings surroundings, ProjectStore projects, WorkflowStore store)
    {
        var all = store.Latest(limit: Counted);
        return PantaPages.Page<WorkflowsPage>(new
        {
            Frame = surroundings.Of(http),
            View = new WorkflowsView(
                [.. projects.All().SelectMany(project => Lines(project, all))],
                [.. all.Take(Shown).Select(run => Run(store.Find(run.Id) ?? run))]),
        });
    }

    static IEnumerable<WorkflowsView.Line> Lines(ProjectState project, IReadOnlyList<WorkflowRun> runs)
    {
        long CountOf(string workflow) => runs.Count(run => run.Project == project.Name && run.Workflow == workflow);
        yield return new("train", project.Name, "the project is applied and has no model", CountOf("train"), null);
        if (project.Definition.Policy?.Retrain is { } retrain)
            yield return new("retrain", project.Name, PolicyWords.When(retrain), CountOf("retrain"), Next(retrain, project.Now));
    }

    static DateTimeOffset? Next(Retrain retrain, DateTimeOffset now) =>
        retrain is { When: RetrainTrigger.Schedule, On: { } cron } ? new CronExpression(cron) { TimeZone = TimeZoneInfo.Utc }.GetNextValidTimeAfter(now) : null;

    /// <summary>What came of a run, such as "v14 promoted".</summary>
    internal static string Outcome(WorkflowRun run) => run switch
    {
        { Outcome: null } => $"{run.Workflow} under way",
        { Outcome: "promoted", Evidence: { } evidence } => $"v{ModelProof.Text(evidence, "version")} promoted",
        { Outcome: "kept", Evidence: { } evidence } => $"v{ModelProof.Text(evidence, "version")} rejected{Stays(evidence)}",
        { Outcome: var outcome } => outcome,
    };

    static string Stays(JsonObject evidence) => ModelProof.Text(evidence, "championVersion") is { Length: > 0 } champion ? $", v{champion} stays" : "";

    static WorkflowsView.Run Run(WorkflowRun run) => new(
        run.Id, run.Workflow, run.Project, run.Status.ToString().ToLowerInvariant(), run.Cause, run.QueuedAt, run.Outcome is null ? "" : Outcome(run),
        [.. run.Steps.Select(step => new WorkflowsView.Step(
            step.Name, step.Status.ToString().ToLowerInvariant(), step.EndedAt - step.StartedAt, step.Attempt, step.Error ?? ""))]);
}
