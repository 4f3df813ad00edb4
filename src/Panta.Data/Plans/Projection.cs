using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>Columns computed from each row.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Columns">The columns in order.</param>
/// <param name="Schema">Their fields.</param>
public sealed record Projection(Plan Input, ImmutableArray<Expression> Columns, Schema Schema) : Plan(Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Input];

    /// <inheritdoc/>
    public override string Title => $"select {string.Join(", ", Columns)}";
}
