using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>No value of a column is null.</summary>
public sealed record NotNull : Expectation
{
    /// <summary>Gets the column.</summary>
    public required string Column { get; init; }

    /// <inheritdoc/>
    public override string Claim => $"{Column} is not null";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public override ExpectationResult Check(Table rows, DateTimeOffset now) => Of(rows, rows[Column].IsNull);
}
