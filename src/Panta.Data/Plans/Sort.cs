using System.Collections.Immutable;
using Panta.Data.Expressions;

namespace Panta.Data.Plans;

/// <summary>The rows in an order; among equals, any.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Orders">By what, the first first.</param>
public sealed record Sort(Plan Input, ImmutableArray<SortOrder> Orders) : Plan(Input.Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Input];

    /// <inheritdoc/>
    public override string Title => $"order by {string.Join(", ", Orders)}";
}
