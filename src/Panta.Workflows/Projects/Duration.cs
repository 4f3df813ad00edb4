using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Panta.Workflows.Projects;

/// <summary>A span of time as project files write it: a number and a unit, as <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c> or <c>12w</c>. Not negative.</summary>
/// <param name="Span">The span; zero or more, at most 100 years.</param>
public readonly record struct Duration(TimeSpan Span) : IParsable<Duration>, IFormattable
{
    /// <summary>The span of time.</summary>
    /// <param name="duration">The duration.</param>
    public static implicit operator TimeSpan(Duration duration) => duration.Span;

    /// <summary>The duration of a span.</summary>
    /// <param name="span">The span.</param>
    public static implicit operator Duration(TimeSpan span) => new(span);

    /// <summary>The duration of a span.</summary>
    /// <param name="span">The span.</param>
    public static Duration FromTimeSpan(TimeSpan span) => new(span);

    /// <summary>The span of time.</summary>
    public TimeSpan ToTimeSpan() => Span;

    /// <summary>Reads a duration.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form is the same everywhere.</param>
    /// <exception cref="FormatException">The text is no duration.</exception>
    public static Duration Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is no duration: a number and one of s, m, h, d, w, as 24h or 84d.");

    /// <summary>Reads a duration; false where the text is none.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form is the same everywhere.</param>
    /// <param name="result">The duration, or zero.</param>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Duration result)
    {
        result = default;
        if (s is null || s.Length < 2 || !double.TryParse(s[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;

        var seconds = number * s[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => double.NaN };
        if (!(seconds >= 0 && seconds <= 100 * 366 * 86_400d)) return false;

        result = new(TimeSpan.FromSeconds(seconds));
        return true;
    }

    /// <summary>The duration in the largest unit that divides it.</summary>
    public override string ToString() => Span switch
    {
        { Ticks: 0 } => "0d",
        _ when Span.Ticks % TimeSpan.TicksPerDay == 0 => $"{Span.Ticks / TimeSpan.TicksPerDay}d",
        _ when Span.Ticks % TimeSpan.TicksPerHour == 0 => $"{Span.Ticks / TimeSpan.TicksPerHour}h",
        _ when Span.Ticks % TimeSpan.TicksPerMinute == 0 => $"{Span.Ticks / TimeSpan.TicksPerMinute}m",
        _ => FormattableString.Invariant($"{Span.TotalSeconds}s"),
    };

    /// <summary>The duration in the largest unit that divides it, whatever the format and culture.</summary>
    /// <param name="format">Not used.</param>
    /// <param name="formatProvider">Not used.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
