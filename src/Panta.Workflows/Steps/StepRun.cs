using System.Text.Json.Nodes;

namespace Panta.Workflows.Steps;

/// <summary>A step of a workflow run, as recorded.</summary>
public sealed record StepRun
{
    /// <summary>Gets the position in the order of running, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Gets the step's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets where it stands.</summary>
    public required WorkflowStatus Status { get; init; }

    /// <summary>Gets the number of attempts so far.</summary>
    public required int Attempt { get; init; }

    /// <summary>Gets when the last attempt began, by the system's clock. Default null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when the last attempt ended, by the system's clock. Default null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets what the step found, for later steps and for the record. Default null.</summary>
    public JsonObject? Output { get; init; }

    /// <summary>Gets why the last attempt failed. Default null.</summary>
    public string? Error { get; init; }
}
