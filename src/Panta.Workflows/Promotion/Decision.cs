using System.Text.Json.Nodes;

namespace Panta.Workflows.Promotion;

/// <summary>Something that was decided in a project, and on what evidence: an alert, a promotion, a challenger turned down, a rollback, a run that failed.</summary>
public sealed record Decision
{
    /// <summary>Gets when, by the project's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets what kind it is.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>Gets what it is about, as <c>v4 → champion</c>.</summary>
    public required string What { get; init; }

    /// <summary>Gets the evidence in one sentence.</summary>
    public required string Evidence { get; init; }

    /// <summary>Gets who decided: <c>monitor</c>, <c>policy NAME</c>, or a person.</summary>
    public required string By { get; init; }

    /// <summary>Gets the workflow run it came of. Default null.</summary>
    public string? WorkflowRunId { get; init; }

    /// <summary>Gets the MLflow run of the model it is about. Default null.</summary>
    public string? RunId { get; init; }

    /// <summary>Gets the model version it is about. Default null.</summary>
    public string? Version { get; init; }

    /// <summary>Gets the alert's id, where it is one. Default null.</summary>
    public string? AlertId { get; init; }

    /// <summary>Gets the evidence's figures. Default null.</summary>
    public JsonObject? Figures { get; init; }
}
