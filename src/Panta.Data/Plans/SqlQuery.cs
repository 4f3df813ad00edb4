using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>A query in SQL over named plans. It has been parsed, its parameters are literals in it, and it reads nothing but those plans.</summary>
/// <param name="Text">One SELECT statement.</param>
/// <param name="Frames">The plans by the names that the query has for them.</param>
/// <param name="Schema">The fields of its rows.</param>
public sealed record SqlQuery(string Text, ImmutableSortedDictionary<string, Plan> Frames, Schema Schema) : Plan(Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [.. Frames.Values];

    /// <inheritdoc/>
    public override string Title => $"sql {Text}";
}
