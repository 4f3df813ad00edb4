using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>Every number of a column lies between two bounds, the bounds included. NaN does not.</summary>
public sealed record InRange : Expectation
{
    /// <summary>Gets the column; numeric.</summary>
    public required string Column { get; init; }

    /// <summary>Gets the least value allowed. Default null: none.</summary>
    public double? Min { get; init; }

    /// <summary>Gets the greatest value allowed. Default null: none.</summary>
    public double? Max { get; init; }

    /// <inheritdoc/>
    public override string Claim => (Min, Max) switch
    {
        (null, null) => $"{Column} is a number",
        (null, _) => $"{Column} ≤ {Max}",
        (_, null) => $"{Column} ≥ {Min}",
        _ => $"{Column} in [{Min}, {Max}]",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public override ExpectationResult Check(Table rows, DateTimeOffset now)
    {
        var values = rows.Numbers(Column).ToArray();
        var column = rows[Column];
        return Of(rows, row => !column.IsNull(row) && !(values[row] >= (Min ?? double.NegativeInfinity) && values[row] <= (Max ?? double.PositiveInfinity)));
    }
}
