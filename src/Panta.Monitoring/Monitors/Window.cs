namespace Panta.Monitoring.Monitors;

/// <summary>A half-open span of event time, [<see cref="Start"/>, <see cref="End"/>), in UTC: the slice of predictions that one verdict is about.</summary>
/// <remarks>
/// Windows tumble: they have one length, touch, do not overlap, and start at whole multiples of the length from an origin. Equality is by value.
/// </remarks>
/// <param name="Start">The first instant that belongs to the window.</param>
/// <param name="End">The first instant that no longer does.</param>
public readonly record struct Window(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The origin used when none is given: Monday, 2001-01-01 00:00 UTC, so that weeks start on Monday and days at midnight.</summary>
    public static readonly DateTimeOffset Monday = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long the window is.</summary>
    public TimeSpan Length => End - Start;

    /// <summary>Whether <paramref name="time"/> lies in [<see cref="Start"/>, <see cref="End"/>).</summary>
    public bool Contains(DateTimeOffset time) => Start <= time && time < End;

    /// <summary>The window of <paramref name="length"/>, counted from <paramref name="origin"/>, that <paramref name="time"/> falls into.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    public static Window Of(DateTimeOffset time, TimeSpan length, DateTimeOffset origin)
    {
        RequirePositive(length);

        var offset = (time - origin).Ticks % length.Ticks;
        var start = time.ToUniversalTime().AddTicks(-(offset < 0 ? offset + length.Ticks : offset));
        return new(start, start + length);
    }

    /// <summary>The windows that may be judged by <paramref name="now"/> and were not yet, oldest first.</summary>
    /// <param name="length">Length of a window; positive.</param>
    /// <param name="origin">A start of some window; see <see cref="Monday"/>.</param>
    /// <param name="maturity">How long after its end a window waits for its labels; zero or more.</param>
    /// <param name="after">Windows that start before this instant are not answered: the end of the last judged window, or the first prediction.</param>
    /// <param name="now">The time it is. A window is due when <c>End + maturity ≤ now</c>.</param>
    /// <returns>Nothing when none is due; else consecutive windows. Lazy, one step a window.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive or the maturity is negative.</exception>
    public static IEnumerable<Window> Due(TimeSpan length, DateTimeOffset origin, TimeSpan maturity, DateTimeOffset after, DateTimeOffset now)
    {
        RequirePositive(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(maturity, TimeSpan.Zero);
        return Enumerate(length, origin, maturity, after, now);
    }

    /// <summary>The window in ISO 8601, as <c>2019-07-18T00:00:00Z/2019-07-19T00:00:00Z</c>.</summary>
    public override string ToString() => $"{Start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}/{End.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";

    static IEnumerable<Window> Enumerate(TimeSpan length, DateTimeOffset origin, TimeSpan maturity, DateTimeOffset after, DateTimeOffset now)
    {
        var window = Of(after, length, origin);
        if (window.Start < after) window = new(window.End, window.End + length);
        for (; window.End + maturity <= now; window = new(window.End, window.End + length)) yield return window;
    }

    static void RequirePositive(TimeSpan length) => ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
}
