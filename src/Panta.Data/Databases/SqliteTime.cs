using System.Globalization;

namespace Panta.Data.Databases;

/// <summary>Dates and times as SQLite files keep them, in microseconds since 1970-01-01T00:00:00.</summary>
static class SqliteTime
{
    const double JulianEpoch = 2_440_587.5;
    const double MillisecondsADay = 86_400_000;

    // What DateTime parses: digits beyond the seventh of a second are an error, the seventh is cut.
    static readonly string[] Local = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];
    static readonly string[] Zoned = [.. Local[1..].SelectMany(format => (string[])[format + "zzz", format + "'Z'", format + " zzz"])];

    /// <summary>The time that a text says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zones">Whether an offset or Z may stand behind it; then the time is UTC's.</param>
    /// <exception cref="FieldException">It says none.</exception>
    public static long OfText(string text, bool zones)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return Microseconds(time);
        if (!DateTime.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, Utc, out var instant))
            throw new FieldException($"the text '{text}', which is no time as ISO 8601 writes it");

        return zones ? Microseconds(instant)
            : throw new FieldException($"the time '{text}' of a zone, where times of none are read: give the column's type as timestamp");
    }

    /// <summary>The time that a number says.</summary>
    /// <exception cref="FieldException">It is too far from now for a timestamp, or no number says a time here.</exception>
    public static long OfNumber(double number, SqliteTimes times) => times switch
    {
        SqliteTimes.UnixSeconds => Checked(Math.Round(number * 1e6), number),
        SqliteTimes.UnixMilliseconds => Checked(Math.Round(number * 1e3), number),
        SqliteTimes.JulianDays => Checked(Math.Round((number - JulianEpoch) * MillisecondsADay) * 1e3, number),
        _ => throw new FieldException($"the number {Text(number)} where texts say the time: say what numbers mean (SqliteOptions.Times)"),
    };

    /// <summary>The time that a whole number says, exactly.</summary>
    public static long OfNumber(long number, SqliteTimes times) => (times, Math.Abs((double)number) < 9e12) switch
    {
        (SqliteTimes.UnixSeconds, true) => number * 1_000_000,
        (SqliteTimes.UnixMilliseconds, true) => number * 1_000,
        _ => OfNumber((double)number, times),
    };

    static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    static long Checked(double microseconds, double number) =>
        Math.Abs(microseconds) < 9.2e18 ? (long)microseconds : throw new FieldException($"the number {Text(number)}, a time too far away");

    static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
