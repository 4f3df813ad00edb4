using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Windows;

/// <summary>
/// Windows of one length of which a new one starts at each step, so that they overlap: an instant lies in every window that started within the last length.
/// Equality is by value.
/// </summary>
/// <remarks>At the ends of the calendar (the years 1 and 9999) a window is cut.</remarks>
/// <example><code>var windows = new SlidingWindows(Period.Days(7), every: Period.Days(1)).Of(time); </code></example>
public sealed record SlidingWindows
{
    const int MostAtOnce = 10_000;

    readonly TumblingWindows _steps;

    /// <summary>Windows of a length and a step.</summary>
    /// <param name="length">The length; at least the step, at most 10,000 of them.</param>
    /// <param name="every">The step; more than zero.</param>
    /// <param name="origin">A start of some window. Default Monday 2001-01-01 UTC.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not more than zero, longer than the length, or less than a 10,000th of it.</exception>
    public SlidingWindows(Period length, Period every, DateTimeOffset? origin = null)
    {
        length.RequirePositive(nameof(length));
        _steps = new(every, origin);
        Length = length;
        var (step, whole) = (every.AddTo(Origin) - Origin, length.AddTo(Origin) - Origin);
        if (step > whole)
            throw new ArgumentOutOfRangeException(
                nameof(every), $"Windows of {length} that start every {every} leave gaps. Take a step of at most the length.");
        if (whole / step > MostAtOnce)
            throw new ArgumentOutOfRangeException(
                nameof(every), $"Windows of {length} that start every {every} overlap {whole / step:F0} times. At most {MostAtOnce:N0}: take a longer step.");
    }

    /// <summary>Gets how long each window is.</summary>
    public Period Length { get; }

    /// <summary>Gets after how long the next window starts.</summary>
    public Period Every => _steps.Length;

    /// <summary>Gets a start of some window, in UTC.</summary>
    public DateTimeOffset Origin => _steps.Origin;

    /// <summary>The windows that an instant lies in, ascending; at least one.</summary>
    /// <param name="time">The instant.</param>
    public IReadOnlyList<Window> Of(DateTimeOffset time)
    {
        var found = new List<Window>();
        for (var number = _steps.NumberOf(time); ; number--)
        {
            var window = At(number);
            if (!window.Contains(time)) break;

            found.Add(window);
            if (window.Start == DateTimeOffset.MinValue) break;
        }

        found.Reverse();
        return found;
    }

    /// <summary>The windows that begin at an instant or later, ascending, without end until the calendar's. Lazy.</summary>
    /// <param name="start">The first instant at which a window may begin.</param>
    public IEnumerable<Window> From(DateTimeOffset start) => _steps.From(start).Select(step => new Window(step.Start, Length.AddTo(step.Start)));

    /// <summary>
    /// Rows with their windows: a row stands there once for each, with two columns of instants more. A row without a time has no window: both are null.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="time">The column of times: timestamp, or timestamp_ntz and date taken as UTC.</param>
    /// <param name="startName">The column of the windows' starts. Default <c>window_start</c>.</param>
    /// <param name="endName">The column of the windows' ends. Default <c>window_end</c>.</param>
    /// <exception cref="ArgumentException">The column holds no times.</exception>
    public DataFrame AddTo(DataFrame data, string time, string startName = "window_start", string endName = "window_end") =>
        WindowColumns.AddTo(data, time, startName, endName, Of);

    Window At(long number)
    {
        var start = _steps.At(number).Start;
        return new(start, Length.AddTo(start));
    }
}
