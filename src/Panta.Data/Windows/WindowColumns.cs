using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Windows;

/// <summary>Columns of the windows that rows lie in.</summary>
static class WindowColumns
{
    const long MicrosecondsADay = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    static readonly long First = Microseconds(DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch);
    static readonly long Last = Microseconds(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch);

    /// <summary>Rows with their windows; a row is repeated for each, and has none where it has no time.</summary>
    public static DataFrame AddTo(DataFrame data, string time, string startName, string endName, Func<DateTimeOffset, IReadOnlyList<Window>> windowsOf)
    {
        var type = data.Schema[time].Type;
        if (type.Kind is not (TypeKind.Timestamp or TypeKind.TimestampNtz or TypeKind.Date))
            throw new ArgumentException($"Column '{time}' holds {type}, no time. Allowed: timestamp, timestamp_ntz, date.", nameof(time));

        var (start, end) = (new Field(startName, DataType.Timestamp), new Field(endName, DataType.Timestamp));
        return data.MapBatches(data.Schema.With(start).With(end), batch =>
        {
            var (rows, starts, ends) = (new List<int>(batch.RowCount), new List<long?>(batch.RowCount), new List<long?>(batch.RowCount));
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (InstantOf(batch[time], row) is not { } at) Add(row, null, null);
                else
                    foreach (var window in windowsOf(at))
                        Add(row, Microseconds(window.Start - DateTimeOffset.UnixEpoch), Microseconds(window.End - DateTimeOffset.UnixEpoch));
            }

            var repeated = rows.Count == batch.RowCount ? batch : batch.Take(rows.ToArray());
            return repeated.With(start, Instants(starts)).With(end, Instants(ends));

            void Add(int row, long? from, long? to)
            {
                rows.Add(row);
                starts.Add(from);
                ends.Add(to);
            }
        });
    }

    /// <summary>A span in microseconds, rounded down.</summary>
    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond - (span.Ticks % TimeSpan.TicksPerMicrosecond < 0 ? 1 : 0);

    static Column<long> Instants(List<long?> values) =>
        new(DataType.Timestamp, values.Select(value => value ?? 0).ToArray(), Validity.Of(values.Count, row => values[row] is not null));

    // An instant beyond the years 1 to 9999, or an infinite one, lies in no window.
    static DateTimeOffset? InstantOf(Column column, int row)
    {
        if (column.IsNull(row)) return null;

        var microseconds = column is Column<int> days ? days.Span[row] * MicrosecondsADay : ((Column<long>)column).Span[row];
        return microseconds >= First && microseconds < Last ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : null;
    }
}
