namespace Panta.Server.Pages;

/// <summary>Workflows: did the last run do its work, and when is the next.</summary>
/// <param name="Lines">One line a workflow.</param>
/// <param name="Runs">The last runs of all of them, newest first.</param>
public sealed record WorkflowsView(IReadOnlyList<WorkflowsView.Line> Lines, IReadOnlyList<WorkflowsView.Run> Runs)
{
    /// <summary>The workflow that is shown alone; empty for all. Default empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>One workflow.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Project">Its project.</param>
    /// <param name="Trigger">What starts it, in words.</param>
    /// <param name="Total">How often it ran.</param>
    /// <param name="Next">When it runs next on the project's clock; null where only a trigger starts it.</param>
    public sealed record Line(string Name, string Project, string Trigger, long Total, DateTimeOffset? Next);

    /// <summary>One run of a workflow.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Workflow">The workflow.</param>
    /// <param name="Project">The project.</param>
    /// <param name="Status">succeeded, failed, running or queued.</param>
    /// <param name="Trigger">What started it.</param>
    /// <param name="At">When it started, on the project's clock.</param>
    /// <param name="Outcome">What came of it, such as "v14 promoted"; empty while it runs.</param>
    /// <param name="Steps">Its steps in order.</param>
    public sealed record Run(
        string Id, string Workflow, string Project, string Status, string Trigger, DateTimeOffset At, string Outcome, IReadOnlyList<Step> Steps);

    /// <summary>One step of a run.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Status">succeeded, failed, running, waiting or skipped.</param>
    /// <param name="Duration">How long it took; null where it has not ended.</param>
    /// <param name="Attempts">How often it was tried.</param>
    /// <param name="Note">Its error, or what it made; empty for neither.</param>
    public sealed record Step(string Name, string Status, TimeSpan? Duration, int Attempts, string Note);

    internal static (string Kind, string Icon) KindOf(string status) => status switch
    {
        "succeeded" => ("ok", "ok"),
        "failed" => ("bad", "bad"),
        "running" => ("info", "retrain"),
        _ => ("idle", "idle"),
    };
}
