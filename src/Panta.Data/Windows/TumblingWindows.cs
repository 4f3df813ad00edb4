using System.Globalization;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Windows;

/// <summary>
/// Windows of one length that touch and do not overlap: each instant lies in exactly one. They start at whole multiples of the length from an origin, before it
/// as after it. Equality is by value.
/// </summary>
/// <remarks>At the ends of the calendar (the years 1 and 9999) a window is cut.</remarks>
/// <example><code>var week = new TumblingWindows(Period.Weeks(1)).Of(time); </code></example>
public sealed record TumblingWindows
{
    /// <summary>
    /// The origin used when none is given: Monday, 2001-01-01 00:00 UTC, so that weeks start on Monday, days at midnight and months on the first.
    /// </summary>
    public static readonly DateTimeOffset Monday = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Days from midnight to midnight, UTC.</summary>
    public static readonly TumblingWindows Days = new(Period.Days(1));

    /// <summary>Windows of a length.</summary>
    /// <param name="length">The length; more than zero.</param>
    /// <param name="origin">A start of some window; for months with a day from 1 to 28. Default <see cref="Monday"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not more than zero, or months are to start on the 29th or later.</exception>
    public TumblingWindows(Period length, DateTimeOffset? origin = null)
    {
        length.RequirePositive(nameof(length));
        var from = (origin ?? Monday).ToUniversalTime();
        if (length.MonthCount > 0 && from.Day > 28)
            throw new ArgumentOutOfRangeException(
                nameof(origin), $"Windows of {length} cannot start on day {from.Day}: not every month has one. Take a day from 1 to 28.");

        (Length, Origin) = (length, from.AddTicks(-(from.Ticks % TimeSpan.TicksPerMicrosecond)));
    }

    /// <summary>Gets how long each window is.</summary>
    public Period Length { get; }

    /// <summary>Gets a start of some window, in UTC.</summary>
    public DateTimeOffset Origin { get; }

    /// <summary>The window that an instant lies in.</summary>
    /// <param name="time">The instant.</param>
    public Window Of(DateTimeOffset time) => At(NumberOf(time));

    /// <summary>The windows that begin at an instant or later, ascending, without end until the calendar's. Lazy.</summary>
    /// <param name="start">The first instant at which a window may begin.</param>
    public IEnumerable<Window> From(DateTimeOffset start)
    {
        var number = NumberOf(start);
        if (At(number).Start < start) number++;
        for (var window = At(number); window.Start < window.End; window = At(++number)) yield return window;
    }

    /// <summary>The windows that have an instant in common with a range, ascending; the first and the last may reach beyond it. Lazy.</summary>
    /// <param name="range">The range.</param>
    public IEnumerable<Window> Overlapping(Window range) =>
        range.Start < range.End ? From(Of(range.Start).Start).TakeWhile(window => window.Start < range.End) : [];

    /// <summary>Rows with the window of each: two columns of instants more. A row without a time has no window: both are null.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="time">The column of times: timestamp, or timestamp_ntz and date taken as UTC.</param>
    /// <param name="startName">The column of the windows' starts. Default <c>window_start</c>.</param>
    /// <param name="endName">The column of the windows' ends. Default <c>window_end</c>.</param>
    /// <exception cref="ArgumentException">The column holds no times.</exception>
    public DataFrame AddTo(DataFrame data, string time, string startName = "window_start", string endName = "window_end") =>
        WindowColumns.AddTo(data, time, startName, endName, at => [Of(at)]);

    /// <summary>
    /// The start of the window that an instant lies in as an expression of DuckDB's SQL, of type TIMESTAMPTZ; null where the instant is null or infinite.
    /// </summary>
    /// <param name="time">An expression of type TIMESTAMPTZ, as SQL; it stands there more than once.</param>
    public string StartSql(string time)
    {
        var origin = string.Create(CultureInfo.InvariantCulture, $"TIMESTAMPTZ '{Origin.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'");
        var start = Length.MonthCount > 0
            ? $"{origin} + to_months(({MonthsSql(time)})::INTEGER)"
            : string.Create(CultureInfo.InvariantCulture, $"time_bucket(to_microseconds({WindowColumns.Microseconds(Length.Span)}), {time}, {origin})");
        return $"CASE WHEN isfinite({time}) THEN {start} END";
    }

    // Months from the origin to the start of a window: time_bucket would forget the origin's time of day.
    string MonthsSql(string time)
    {
        var intoMonth = WindowColumns.Microseconds(Origin.UtcDateTime - new DateTime(Origin.Year, Origin.Month, 1, 0, 0, 0, DateTimeKind.Utc));
        var isBefore = string.Create(CultureInfo.InvariantCulture, $"(epoch_us({time}) - epoch_us(date_trunc('month', {time})) < {intoMonth})::INTEGER");
        var since = string.Create(CultureInfo.InvariantCulture, $"((year({time}) - {Origin.Year}) * 12 + month({time}) - {Origin.Month} - {isBefore})");
        return string.Create(CultureInfo.InvariantCulture, $"{since} - ({since} % {Length.MonthCount} + {Length.MonthCount}) % {Length.MonthCount}");
    }

    /// <summary>How many windows after that of the origin an instant's window is.</summary>
    internal long NumberOf(DateTimeOffset time)
    {
        var since = time.UtcTicks - Origin.UtcTicks;
        if (Length.MonthCount == 0) return FloorDivide(since, Length.Span.Ticks);

        var months = (time.UtcDateTime.Year - Origin.Year) * 12 + time.UtcDateTime.Month - Origin.Month;
        var number = FloorDivide(months, Length.MonthCount);
        return Length.AddTo(Origin, number) > time ? number - 1 : number;
    }

    /// <summary>The window of a number.</summary>
    internal Window At(long number) => new(Length.AddTo(Origin, number), Length.AddTo(Origin, number + 1));

    static long FloorDivide(long number, long by) => number / by - (number % by < 0 ? 1 : 0);
}
