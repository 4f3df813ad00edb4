using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>The table has so many rows.</summary>
public sealed record RowCount : Expectation
{
    /// <summary>Gets the least number of rows. Default 1.</summary>
    public long Min { get; init; } = 1;

    /// <summary>Gets the greatest number of rows. Default null: any.</summary>
    public long? Max { get; init; }

    /// <inheritdoc/>
    public override string Claim => Max is null ? $"at least {Min} rows" : $"{Min} to {Max} rows";

    /// <inheritdoc/>
    public override bool IsOfRows => false;

    /// <inheritdoc/>
    public override ExpectationResult Check(Table rows, DateTimeOffset now) =>
        Of(rows.RowCount >= Min && (Max is not { } max || rows.RowCount <= max) ? null : $"it has {rows.RowCount}.");
}
