using System.Text.Json.Nodes;

namespace Panta.Workflows.Steps;

/// <summary>What a step's work is given: its run, and what the steps before it answered.</summary>
/// <param name="Run">The run.</param>
/// <param name="Outputs">The outputs of the steps that have succeeded, by name.</param>
public sealed record StepContext(WorkflowRun Run, IReadOnlyDictionary<string, JsonObject> Outputs)
{
    /// <summary>The output of a step before this one.</summary>
    /// <param name="step">The step's name; it is among what this step needs.</param>
    public JsonObject this[string step] => Outputs[step];
}
