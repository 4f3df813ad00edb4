using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>Rows of two sides as one set, columns by position.</summary>
/// <param name="Left">The left side; its names are kept.</param>
/// <param name="Right">The right side.</param>
/// <param name="Kind">Which rows are kept.</param>
/// <param name="All">Whether a row counts as often as it is there; else each once.</param>
/// <param name="Schema">The fields: names of the left side, types that hold both.</param>
public sealed record SetOperation(Plan Left, Plan Right, SetKind Kind, bool All, Schema Schema) : Plan(Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [Left, Right];

    /// <inheritdoc/>
    public override string Title => $"{Kind}{(All ? " all" : "")}";
}
