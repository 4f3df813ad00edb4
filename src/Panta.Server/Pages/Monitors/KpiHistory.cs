using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>A KPI over time with what was decided on it: the proof under an overview's or a monitor's first sentence.</summary>
public sealed record KpiHistory
{
    /// <summary>The KPI in words, such as "mean absolute error of the week".</summary>
    public required string Kpi { get; init; }

    /// <summary>Its unit, such as "rentals/h"; empty where none is declared; "%" for a share, which is then given in [0, 1].</summary>
    public required string Unit { get; init; }

    /// <summary>The windows, ascending by time.</summary>
    public required IReadOnlyList<KpiWindow> Windows { get; init; }

    /// <summary>The decisions, ascending by time.</summary>
    public required IReadOnlyList<DecisionLine> Decisions { get; init; }

    /// <summary>Which version answered from when to when, ascending.</summary>
    public required IReadOnlyList<(DateTimeOffset Start, DateTimeOffset End, string Version)> Serving { get; init; }

    /// <summary>The colour of the project's line, 1–7. Default 1.</summary>
    public int Colour { get; init; } = 1;

    /// <summary>The first version, which the frozen endpoint keeps; empty where there is no twin. Default "v1".</summary>
    public string FrozenVersion { get; init; } = "v1";

    /// <summary>Only the windows that end after <paramref name="start"/>, and what was decided since.</summary>
    /// <param name="start">The left edge.</param>
    public KpiHistory Since(DateTimeOffset start) => this with
    {
        Windows = [.. Windows.Where(window => window.End > start)],
        Decisions = [.. Decisions.Where(decision => decision.At >= start)],
        Serving = [.. Serving.Where(span => span.End > start).Select(span => span with { Start = span.Start < start ? start : span.Start })],
    };

    internal bool IsShare => Unit == "%";

    internal double Scale => IsShare ? 100 : 1;

    /// <summary>Windows whose labels are in.</summary>
    internal IEnumerable<KpiWindow> Closed => Windows.Where(window => !window.IsOpen && !double.IsNaN(window.Value));

    internal KpiWindow? Last => Closed.LastOrDefault();

    /// <summary>The mean over windows, each weighted by its labels; NaN where there are none.</summary>
    internal double Mean(Func<KpiWindow, double> value)
    {
        double sum = 0, weight = 0;
        foreach (var window in Closed.Where(window => !double.IsNaN(value(window))))
        {
            sum += value(window) * Math.Max(1, window.Labels);
            weight += Math.Max(1, window.Labels);
        }
        return weight > 0 ? sum / weight : double.NaN;
    }

    /// <summary>A value with its unit, as prose has it.</summary>
    internal string WithUnit(double value) => Unit.Length > 0 ? $"{Text(value)} {Unit}" : Text(value);

    internal string Text(double value) => double.IsNaN(value) ? Figures.None : Figures.Number(value * Scale, 1);

    internal int CountOf(MarkKind kind) => Decisions.Count(decision => decision.Kind == kind);

    internal int Retrains => Decisions.Count(decision => decision is { Kind: MarkKind.Promoted or MarkKind.Kept, IsFirst: false });

    internal int Promotions => Decisions.Count(decision => decision is { Kind: MarkKind.Promoted, IsFirst: false });

    /// <summary>What one window is called: its day, or the day it begins.</summary>
    internal string Period => Windows.Count == 0 ? "window" : (Windows[0].End - Windows[0].Start) switch
    {
        { TotalDays: >= 6.5 and <= 7.5 } => "week",
        { TotalDays: >= 0.9 and <= 1.1 } => "day",
        { TotalHours: >= 0.9 and <= 1.1 } => "hour",
        _ => "window",
    };

    internal string Name(KpiWindow window) => Period switch
    {
        "day" => Figures.Day(window.Start),
        "week" => $"week of {Figures.Day(window.Start)}",
        _ => Figures.Time(window.Start),
    };
}
