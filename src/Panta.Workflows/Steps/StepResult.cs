using System.Text.Json.Nodes;

namespace Panta.Workflows.Steps;

/// <summary>What a step answered.</summary>
/// <param name="Output">What it found; kept with the step.</param>
/// <param name="Ends">Null: the workflow goes on. Else the outcome with which the run ends here; the steps after it are skipped.</param>
public sealed record StepResult(JsonObject Output, string? Ends = null);
