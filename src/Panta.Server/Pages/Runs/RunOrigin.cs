using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Workflows.Steps;

namespace Panta.Server.Pages;

/// <summary>Says what made a run, from the tags that workflows and MLflow's clients set, and finds the runs below it.</summary>
static class RunOrigin
{
    const string Workflow = "panta.workflow_run", Cause = "panta.cause", Clock = "panta.project_time", Parent = "mlflow.parentRunId";
    const int MostTrials = 100;

    static readonly (string Tag, string Term)[] _source =
        [("mlflow.source.name", "Script"), ("mlflow.source.git.commit", "Commit"), ("mlflow.project.entryPoint", "Entry point")];

    public static IReadOnlyList<(string Term, string Text, string? Link)> Of(Run run, RunStore runs, WorkflowStore workflows)
    {
        var tags = run.Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        var found = new List<(string Term, string Text, string? Link)>();
        if (tags.TryGetValue(Workflow, out var id))
        {
            var workflow = workflows.Find(id);
            found.Add(("Workflow", workflow is null ? id : $"{workflow.Workflow} of {workflow.Project}", $"/workflows#{id}"));
            if (workflow?.Outcome is not null) found.Add(("Came of it", WorkflowsPages.Outcome(workflow), $"/models/{Uri.EscapeDataString(workflow.Project)}"));
        }
        if (tags.TryGetValue(Cause, out var cause)) found.Add(("Because", cause, null));
        if (tags.TryGetValue(Clock, out var clock) && DateTimeOffset.TryParse(clock, out var time)) found.Add(("Project clock", Figures.Time(time), null));
        if (tags.TryGetValue(Parent, out var parent)) found.Add(("Trial of", Name(parent, runs), $"/runs/{parent}"));
        found.AddRange(_source.Where(each => tags.ContainsKey(each.Tag)).Select(each => (each.Term, tags[each.Tag], (string?)null)));
        return found;
    }

    /// <summary>Whether a tag is told in words elsewhere on the page.</summary>
    public static bool IsTold(string tag) => tag is Workflow or Cause or Clock || tag.StartsWith("mlflow.", StringComparison.Ordinal);

    public static IReadOnlyList<(string Id, string Name, string Metrics)> Trials(Run run, RunStore runs) =>
    [
        .. runs.Search(new()
        {
            ExperimentIds = [run.ExperimentId], Filter = $"tags.`{Parent}` = '{run.RunId}'", OrderBy = ["attributes.start_time ASC"], MaxResults = MostTrials,
        }).Items
            .Select(trial => (trial.RunId, trial.Name, string.Join(", ", trial.Metrics.Select(metric => $"{metric.Key} {Figures.Real(metric.Value)}")))),
    ];

    static string Name(string run, RunStore runs)
    {
        try
        {
            return runs.Get(run).Name;
        }
        catch (NotFoundException)
        {
            return Figures.Short(run); // a client may name a parent that is kept elsewhere
        }
    }
}
