using System.Globalization;

namespace Panta.Data.Windows;

/// <summary>
/// A length of time: a fixed one, or whole calendar months in UTC, which differ. Days and weeks are fixed, since UTC has no summer time. Equality is by value.
/// </summary>
public readonly record struct Period
{
    Period(int monthCount, TimeSpan span) => (MonthCount, Span) = (monthCount, span);

    /// <summary>Gets the number of calendar months; 0 where the period is of fixed length.</summary>
    public int MonthCount { get; }

    /// <summary>Gets the fixed length; zero where the period is of calendar months.</summary>
    public TimeSpan Span { get; }

    /// <summary>A span of time as a period.</summary>
    /// <param name="span">The span.</param>
    public static implicit operator Period(TimeSpan span) => Of(span);

    /// <summary>A period of fixed length.</summary>
    /// <param name="span">The length.</param>
    public static Period Of(TimeSpan span) => new(0, span);

    /// <summary>A period of days of 24 hours.</summary>
    /// <param name="count">How many.</param>
    public static Period Days(int count) => new(0, TimeSpan.FromDays(count));

    /// <summary>A period of weeks of seven days.</summary>
    /// <param name="count">How many.</param>
    public static Period Weeks(int count) => new(0, TimeSpan.FromDays(7L * count));

    /// <summary>A period of calendar months; twelve are a year.</summary>
    /// <param name="count">How many.</param>
    public static Period Months(int count) => new(count, TimeSpan.Zero);

    /// <summary>The instant that many periods after another, or before it. What lies beyond the years 1 to 9999 is cut to them.</summary>
    /// <param name="time">The instant.</param>
    /// <param name="count">How many periods; may be negative.</param>
    /// <returns>In UTC. A day that the month does not have becomes its last.</returns>
    public DateTimeOffset AddTo(DateTimeOffset time, long count = 1)
    {
        var utc = time.UtcDateTime;
        if (MonthCount == 0) return new(new DateTime(Cut(utc.Ticks + (Int128)Span.Ticks * count), DateTimeKind.Utc));

        var months = (utc.Year - 1L) * 12 + utc.Month - 1 + (Int128)MonthCount * count;
        if (months < 0) return DateTimeOffset.MinValue;
        if (months >= 9999 * 12) return DateTimeOffset.MaxValue;

        var (year, month) = ((int)(months / 12) + 1, (int)(months % 12) + 1);
        return new(new DateTime(year, month, Math.Min(utc.Day, DateTime.DaysInMonth(year, month)), 0, 0, 0, DateTimeKind.Utc).Add(utc.TimeOfDay));
    }

    /// <summary>The period in words, as <c>7.00:00:00</c> or <c>3 months</c>.</summary>
    public override string ToString() => MonthCount switch
    {
        0 => Span.ToString("c", CultureInfo.InvariantCulture),
        1 => "1 month",
        _ => $"{MonthCount} months",
    };

    /// <summary>Throws where the period is not longer than nothing.</summary>
    internal void RequirePositive(string parameter)
    {
        if (MonthCount <= 0 && Span <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(parameter, $"A length of {this} makes no window. It must be more than zero.");
        if (Span.Ticks % TimeSpan.TicksPerMicrosecond != 0)
            throw new ArgumentOutOfRangeException(parameter, $"A length of {this} is no whole number of microseconds, in which instants are kept.");
    }

    static long Cut(Int128 ticks) => (long)Int128.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
}
