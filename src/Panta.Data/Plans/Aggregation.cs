using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>One row for each combination of keys; null is a key of its own. Without keys, one row.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">The keys; none for one row over all.</param>
/// <param name="Aggregates">What is computed of each group.</param>
/// <param name="Schema">The fields of keys and aggregates.</param>
public sealed record Aggregation(Plan Input, ImmutableArray<Expression> Keys, ImmutableArray<Expression> Aggregates, Schema Schema) : Plan(Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Input];

    /// <inheritdoc/>
    public override string Title => $"group by {string.Join(", ", Keys)}: {string.Join(", ", Aggregates)}";
}
