using System.Globalization;
using System.Text.RegularExpressions;

namespace Panta.Tracking.Garbage;

/// <summary>Which deleted things are removed for good. As soon as any are named, only those are; default all.</summary>
public sealed partial record GarbageChoice
{
    /// <summary>How long they must have been deleted. Default 0.</summary>
    public TimeSpan OlderThan { get; init; }

    /// <summary>Runs; null (default) for all unless others are named.</summary>
    public IReadOnlyList<string>? RunIds { get; init; }

    /// <summary>Experiments, each with all that is in it; null (default) for all unless others are named.</summary>
    public IReadOnlyList<string>? ExperimentIds { get; init; }

    /// <summary>Logged models; null (default) for all unless others are named.</summary>
    public IReadOnlyList<string>? LoggedModelIds { get; init; }

    internal bool NamesAny => RunIds is not null || ExperimentIds is not null || LoggedModelIds is not null;

    /// <summary>Reads an age in MLflow's form, <c>1d2h3m4s</c>, each part once and in that order, with or without decimals.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static TimeSpan ParseAge(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = Age().Match(text);
        var seconds = Part("d") * 86_400 + Part("h") * 3600 + Part("m") * 60 + Part("s");
        return parts.Success && text.Length > 0 && seconds < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"Could not parse any time information from '{text}'. Examples of valid strings: '8h', '2d8h5m20s', '2m4s'");

        double Part(string unit) => parts.Groups[unit] is { Success: true } part ? double.Parse(part.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\A((?<d>\d{1,9}(\.\d{1,9})?)d)?((?<h>\d{1,9}(\.\d{1,9})?)h)?((?<m>\d{1,9}(\.\d{1,9})?)m)?((?<s>\d{1,9}(\.\d{1,9})?)s)?\z")]
    private static partial Regex Age();
}
