namespace Panta.Data.Windows;

/// <summary>
/// A half-open span of event time, [<see cref="Start"/>, <see cref="End"/>), in UTC: the slice of rows that one answer is about. Equality is by value.
/// </summary>
/// <param name="Start">The first instant that belongs to the window.</param>
/// <param name="End">The first instant that no longer does.</param>
public readonly record struct Window(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The window of all time: every row.</summary>
    public static readonly Window Always = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>How long the window is.</summary>
    public TimeSpan Length => End - Start;

    /// <summary>Whether <paramref name="time"/> lies in [<see cref="Start"/>, <see cref="End"/>).</summary>
    /// <param name="time">The instant.</param>
    public bool Contains(DateTimeOffset time) => Start <= time && time < End;

    /// <summary>Whether some instant lies in both windows. Windows that touch do not overlap; an empty one overlaps none.</summary>
    /// <param name="other">The other window.</param>
    public bool Overlaps(Window other) => Max(Start, other.Start) < Min(End, other.End);

    /// <summary>The window in ISO 8601, as <c>2019-07-18T00:00:00Z/2019-07-19T00:00:00Z</c>.</summary>
    public override string ToString() => $"{Start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}/{End.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";

    static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
