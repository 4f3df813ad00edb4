using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Panta.Workflows.Steps;

/// <summary>One run of a workflow, as recorded: why it started, how each step went, what came of it and on what evidence.</summary>
public sealed record WorkflowRun
{
    /// <summary>Gets the run's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the workflow's name: <c>train</c> or <c>retrain</c>.</summary>
    public required string Workflow { get; init; }

    /// <summary>Gets why it started, in words.</summary>
    public required string Cause { get; init; }

    /// <summary>Gets the alert that started it. Default null.</summary>
    public string? AlertId { get; init; }

    /// <summary>Gets where it stands.</summary>
    public required WorkflowStatus Status { get; init; }

    /// <summary>Gets when it was queued, by the project's clock.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>Gets when it ended, by the project's clock. Default null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets when work began, by the system's clock. Default null.</summary>
    public DateTimeOffset? StartedAtSystem { get; init; }

    /// <summary>Gets when work ended, by the system's clock. Default null.</summary>
    public DateTimeOffset? EndedAtSystem { get; init; }

    /// <summary>Gets what came of it: <c>promoted</c>, <c>kept</c>, or why it failed. Default null: not ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>Gets what it was given.</summary>
    public JsonObject Input { get; init; } = [];

    /// <summary>Gets what the decision rests on. Default null.</summary>
    public JsonObject? Evidence { get; init; }

    /// <summary>Gets the steps in order. Default empty; also where not asked for.</summary>
    public ImmutableArray<StepRun> Steps { get; init; } = [];
}
