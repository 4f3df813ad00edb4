using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>No value of a column stands in two rows; the first row of a value keeps the claim, later ones break it.</summary>
public sealed record Unique : Expectation
{
    /// <summary>Gets the column.</summary>
    public required string Column { get; init; }

    /// <inheritdoc/>
    public override string Claim => $"{Column} is unique";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public override ExpectationResult Check(Table rows, DateTimeOffset now)
    {
        var column = rows[Column];
        var seen = new HashSet<object>();
        return Of(rows, row => column.Value(row) is { } value && !seen.Add(value));
    }
}
