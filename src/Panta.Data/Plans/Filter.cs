using System.Collections.Immutable;
using Panta.Data.Expressions;

namespace Panta.Data.Plans;

/// <summary>The rows for which a condition is true, neither false nor null.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Condition">A truth value.</param>
public sealed record Filter(Plan Input, Expression Condition) : Plan(Input.Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Input];

    /// <inheritdoc/>
    public override string Title => $"where {Condition}";
}
