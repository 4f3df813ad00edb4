using System.Collections.Immutable;

namespace Panta.Data.Plans;

/// <summary>The rows without those that repeat earlier ones.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Columns">The columns that have to be equal for a repetition; empty for all.</param>
public sealed record Distinct(Plan Input, ImmutableArray<string> Columns) : Plan(Input.Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Input];

    /// <inheritdoc/>
    public override string Title => $"distinct {string.Join(", ", Columns)}";
}
