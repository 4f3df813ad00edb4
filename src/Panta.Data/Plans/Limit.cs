using System.Collections.Immutable;

namespace Panta.Data.Plans;

/// <summary>Some rows from the begin on.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Count">At most so many; null for all.</param>
/// <param name="Offset">So many are left out before.</param>
public sealed record Limit(Plan Input, long? Count, long Offset) : Plan(Input.Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Input];

    /// <inheritdoc/>
    public override string Title => $"limit {Count} offset {Offset}";
}
