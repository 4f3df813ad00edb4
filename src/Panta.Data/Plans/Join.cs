using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>Rows of two sides put together.</summary>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
/// <param name="Kind">Which rows are kept.</param>
/// <param name="Condition">When two rows match; null with columns to use, and for all pairs.</param>
/// <param name="Using">Columns of both sides that have to be equal and come once, first.</param>
/// <param name="Schema">The fields of the pairs.</param>
public sealed record Join(Plan Left, Plan Right, JoinKind Kind, Expression? Condition, ImmutableArray<string> Using, Schema Schema) : Plan(Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Left, Right];

    /// <inheritdoc/>
    public override string Title => $"{Kind} join on {(Condition is null ? string.Join(", ", Using) : Condition)}";
}
