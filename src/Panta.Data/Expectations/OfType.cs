using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>A column has a type.</summary>
public sealed record OfType : Expectation
{
    /// <summary>Gets the column.</summary>
    public required string Column { get; init; }

    /// <summary>Gets the type's name, as <c>double</c> or <c>decimal(10,2)</c>.</summary>
    public required string Type { get; init; }

    /// <inheritdoc/>
    public override string Claim => $"{Column} is {Type}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public override bool IsOfRows => false;

    /// <inheritdoc/>
    public override ExpectationResult Check(Table rows, DateTimeOffset now) =>
        Of(rows[Column].Type == DataType.Parse(Type) ? null : $"it is {rows[Column].Type}. Cast it in the query, or expect that type.");
}
