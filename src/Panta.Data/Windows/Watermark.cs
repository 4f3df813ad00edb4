namespace Panta.Data.Windows;

/// <summary>
/// How late rows may come, and so which windows may still change: at time T everything up to T less the lateness has arrived. T is the clock's, or in a stream
/// the newest event time seen. Labels are late rows too. Equality is by value.
/// </summary>
public sealed record Watermark
{
    /// <summary>A watermark.</summary>
    /// <param name="lateness">How much later than its event time a row may come; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lateness is negative.</exception>
    public Watermark(TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        Lateness = lateness;
    }

    /// <summary>Gets how much later than its event time a row may come.</summary>
    public TimeSpan Lateness { get; }

    /// <summary>The instant up to which everything has arrived.</summary>
    /// <param name="now">The time it is.</param>
    public DateTimeOffset At(DateTimeOffset now) => Period.Of(Lateness).AddTo(now, -1);

    /// <summary>When a window closes: from then on it does not change.</summary>
    /// <param name="window">The window.</param>
    public DateTimeOffset ClosesAt(Window window) => Period.Of(Lateness).AddTo(window.End);

    /// <summary>Whether a window is closed; one that is not may still change.</summary>
    /// <param name="window">The window.</param>
    /// <param name="now">The time it is.</param>
    public bool IsClosed(Window window, DateTimeOffset now) => ClosesAt(window) <= now;

    /// <summary>Whether a row comes too late: the last window that it belongs to is closed.</summary>
    /// <param name="time">The row's event time.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="now">The time it is.</param>
    public bool IsLate(DateTimeOffset time, TumblingWindows windows, DateTimeOffset now) => IsClosed(windows.Of(time), now);

    /// <summary>The windows that are closed and begin at an instant or later, ascending. Lazy, one step a window.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="after">Windows that begin before it are not answered: the end of the last one taken, or the first event.</param>
    /// <param name="now">The time it is.</param>
    public IEnumerable<Window> Closed(TumblingWindows windows, DateTimeOffset after, DateTimeOffset now) =>
        windows.From(after).TakeWhile(window => IsClosed(window, now));
}
