using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>The newest row is not older than a span of time.</summary>
public sealed record Fresh : Expectation
{
    /// <summary>Gets the column of time: timestamp; timestamp_ntz, taken as UTC; or date, taken as its end.</summary>
    public required string Column { get; init; }

    /// <summary>Gets how old the newest row may be, in hours.</summary>
    public required double WithinHours { get; init; }

    /// <inheritdoc/>
    public override string Claim => $"{Column} within {WithinHours} h";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    public override bool IsOfRows => false;

    /// <inheritdoc/>
    public override ExpectationResult Check(Table rows, DateTimeOffset now)
    {
        var column = rows[Column];
        if (column.Type.Kind is not (TypeKind.Timestamp or TypeKind.TimestampNtz or TypeKind.Date))
            throw new ArgumentException($"Column '{Column}' is {column.Type}; freshness is told from a timestamp, timestamp_ntz or date.");

        DateTimeOffset? newest = null;
        for (var row = 0; row < column.Length; row++)
            if (InstantOf(column.Value(row)) is { } at && (newest is null || at > newest)) newest = at;
        return Of(newest is null ? "it holds no time."
            : now - newest <= TimeSpan.FromHours(WithinHours) ? null : $"the newest row is {(now - newest.Value).TotalHours:0.#} h old.");
    }

    static DateTimeOffset? InstantOf(object? value) => value switch
    {
        DateTimeOffset instant => instant,
        DateTime local => new DateTimeOffset(local, TimeSpan.Zero),
        DateOnly date => new DateTimeOffset(date, TimeOnly.MaxValue, TimeSpan.Zero),
        _ => null,
    };
}
