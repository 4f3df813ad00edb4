using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>Every value of a column is one of a list. Numbers are compared as numbers, all else as text; dates and times are written as ISO 8601.</summary>
public sealed record InSet : Expectation
{
    /// <summary>Gets the column.</summary>
    public required string Column { get; init; }

    /// <summary>Gets the values allowed.</summary>
    public required ImmutableArray<JsonNode> Values { get; init; }

    /// <inheritdoc/>
    public override string Claim => $"{Column} in {{{string.Join(", ", Values.Select(value => value.ToString()))}}}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public override ExpectationResult Check(Table rows, DateTimeOffset now)
    {
        var column = rows[Column];
        if (column.Type.IsNumeric && column.Type != DataType.Bool)
        {
            var allowed = Values.Select(value => double.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToHashSet();
            var numbers = rows.Numbers(Column).ToArray();
            return Of(rows, row => !column.IsNull(row) && !allowed.Contains(numbers[row]));
        }

        var texts = Values.Select(value => value.ToString()).ToHashSet(StringComparer.Ordinal);
        return Of(rows, row => column.Value(row) is { } value && !texts.Contains(TextOf(value)));
    }

    // As JSON writes them.
    static string TextOf(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether both are about the same column and values.</summary>
    /// <param name="other">The expectation compared with.</param>
    public bool Equals(InSet? other) => other is not null && Claim == other.Claim;

    /// <summary>A hash of the claim.</summary>
    public override int GetHashCode() => Claim.GetHashCode(StringComparison.Ordinal);
}
