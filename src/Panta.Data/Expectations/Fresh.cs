using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>The newest row is not older than a span of time.</summary>
public sealed record Fresh : Expectation
{
    /// <summary>Gets the column of time, a timestamp.</summary>
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
        if (rows[Column] is not Column<long> { Type.Kind: TypeKind.Timestamp } times) throw new ArgumentException($"Column '{Column}' is {rows[Column].Type}; freshness is told from a timestamp.");

        var newest = Enumerable.Range(0, times.Length).Where(row => !times.IsNull(row)).Select(row => times.Span[row]).DefaultIfEmpty(long.MinValue / 2).Max();
        var age = now - DateTimeOffset.UnixEpoch.AddTicks(Math.Max(newest, 0) * 10);
        return Of(age.TotalHours <= WithinHours ? null : $"the newest row is {age.TotalHours:0.#} h old.");
    }
}
