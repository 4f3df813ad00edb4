using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Parts rows by time, so that what is tested lies after what was learned from: before the first instant, between each and the next (half-open), from the last
/// on.
/// </summary>
public sealed record TimeSplit
{
    /// <summary>Gets the column of times: timestamp, or timestamp_ntz and date taken as UTC.</summary>
    public required string Column { get; init; }

    /// <summary>Gets the instants that part, ascending; at least one.</summary>
    public required ImmutableArray<DateTimeOffset> Instants { get; init; }

    /// <summary>Parts a table.</summary>
    /// <param name="table">The rows.</param>
    /// <returns>One table more than there are instants; together all rows, each once, in their order.</returns>
    /// <exception cref="ArgumentException">There is no instant, they are not ascending, the column holds no times, or a time is null.</exception>
    public ImmutableArray<Table> Apply(Table table)
    {
        if (Instants.IsDefaultOrEmpty) throw new ArgumentException("A split by time needs at least one instant.");

        var bounds = Instants.Select(instant => (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond).ToArray();
        for (var i = 1; i < bounds.Length; i++)
            if (bounds[i] <= bounds[i - 1]) throw new ArgumentException($"Instants must ascend: {Instants[i]:O} follows {Instants[i - 1]:O}.");

        var parts = new List<int>[bounds.Length + 1];
        for (var i = 0; i < parts.Length; i++) parts[i] = [];
        var (column, times) = (table[Column], Microseconds(table[Column]));
        for (var row = 0; row < table.RowCount; row++)
        {
            if (column.IsNull(row)) throw new ArgumentException($"Column '{Column}' is null in row {row}: a row without a time has no part. Drop such rows first.");

            var at = Array.BinarySearch(bounds, times[row]);
            parts[at < 0 ? ~at : at + 1].Add(row);
        }

        return [.. parts.Select(rows => table.Take(rows.ToArray()))];
    }

    long[] Microseconds(Column column) => column switch
    {
        Column<long> { Type.Kind: TypeKind.Timestamp or TypeKind.TimestampNtz } times => times.Values.ToArray(),
        Column<int> { Type.Kind: TypeKind.Date } days => Array.ConvertAll(days.Values.ToArray(), day => day * (TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond)),
        _ => throw new ArgumentException($"Column '{Column}' holds {column.Type}, no time. Allowed: timestamp, timestamp_ntz, date."),
    };
}
