using System.Collections.Immutable;

namespace Panta.Workflows.Steps;

/// <summary>A step of a workflow: what it needs, how often it is tried, and its work.</summary>
/// <param name="Name">The step's name, unique in its workflow.</param>
/// <param name="Work">
/// The work; answers what later steps and the record need. It may be done again after a crash, so what it leaves behind is put in place by rename or
/// under an id of the run.
/// </param>
public sealed record Step(string Name, Func<StepContext, CancellationToken, Task<StepResult>> Work)
{
    /// <summary>Gets the names of steps that must have succeeded before. Default none.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>Gets how often a failed attempt is repeated. Default 2. A <see cref="StepRefusedException"/> is not repeated: it is a verdict.</summary>
    public int Retries { get; init; } = 2;
}
