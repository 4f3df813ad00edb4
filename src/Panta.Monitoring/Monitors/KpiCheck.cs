using System.ComponentModel.DataAnnotations;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Performance;

namespace Panta.Monitoring.Monitors;

/// <summary>Has quality, measured by the labels of a window, fallen behind the level that the champion had on held-out rows?</summary>
/// <remarks>
/// Exactly one of <see cref="Factor"/>, <see cref="Margin"/> and <see cref="Limit"/> sets the limit. With <see cref="Significance"/> a breach must also
/// be more than chance: for accuracy by the exact binomial test against the level, for errors by the one-sided t-test of the means of days.
/// </remarks>
public sealed record KpiCheck : Check
{
    /// <summary>The figure that is judged.</summary>
    public required KpiMetric Metric { get; init; }

    /// <summary>The limit as a multiple of the level, over 1 for errors, under 1 for accuracy. Default null.</summary>
    public double? Factor { get; init; }

    /// <summary>
    /// The limit as a distance from the level, in the metric's unit, on the bad side; positive. A figure at the limit is a breach. Default null.
    /// </summary>
    public double? Margin { get; init; }

    /// <summary>The limit itself, in the metric's unit. Default null.</summary>
    public double? Limit { get; init; }

    /// <summary>A breach must have a p-value under this, in (0, 1). Default null: the limit alone decides.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)] public double? Significance { get; init; }

    /// <summary>Labelled rows under which there is no verdict; at least 1. Default 30.</summary>
    [Range(1, int.MaxValue)] public int MinLabels { get; init; } = 30;

    /// <inheritdoc/>
    protected override string DefaultId => $"kpi:{Metric.ToString().ToLowerInvariant()}";

    bool LargerIsBetter => Metric == KpiMetric.Accuracy;

    /// <inheritdoc/>
    public override IReadOnlyList<CheckResult> Judge(WindowMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        if (measures.Quality is not { } quality || quality.Labels < MinLabels)
            return [NoVerdict(CheckStatus.InsufficientData, $"{measures.Quality?.Labels ?? 0} labelled rows; a verdict needs {MinLabels}.",
                measures.Quality?.Labels ?? 0)];
        if (quality.Find(Metric) is not { } figure)
            return [NoVerdict(CheckStatus.NotComputed, $"The window has no {DefaultId[4..]}: {quality.WhyNot(Metric)}", quality.Labels)];
        if (!measures.Level.TryGetValue(Metric, out var level) && Limit is null)
            return [NoVerdict(CheckStatus.NotComputed,
                $"The level of {DefaultId[4..]} on held-out rows is not known for model version {measures.ModelVersion}.", quality.Labels, figure.Value)];

        return [Judge(measures, quality, figure, level)];
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (new[] { Factor, Margin, Limit }.Count(limit => limit is not null) != 1) yield return $"Check '{Id}': give exactly one of factor, margin and limit.";
        if (Factor is { } factor && !(factor > 0 && (LargerIsBetter ? factor <= 1 : factor >= 1)))
            yield return $"Check '{Id}': factor is {factor}; needs {(LargerIsBetter ? "a number in (0, 1]" : "at least 1")}.";
        if (Margin is { } margin && !(margin >= 0)) yield return $"Check '{Id}': margin is {margin}; needs zero or more.";
        if (Significance is { } alpha && !(alpha > 0 && alpha < 1)) yield return $"Check '{Id}': significance is {alpha}; needs a number in (0, 1).";
        if (MinLabels < 1) yield return $"Check '{Id}': minLabels is {MinLabels}; needs at least 1.";
    }

    CheckResult Judge(WindowMeasures measures, Quality quality, Estimate figure, double level)
    {
        var limit = Limit ?? (Factor is { } factor ? level * factor : LargerIsBetter ? level - Margin!.Value : level + Margin!.Value);
        var clear = Limit is null ? level + Hysteresis * (limit - level) : limit;
        var p = measures.Level.ContainsKey(Metric) ? quality.PValueAgainst(Metric, level) : null;
        var significant = Significance is not { } alpha || p < alpha;
        var breached = Over(figure.Value, limit, inclusive: Margin is not null) && significant;

        var against = Limit is null ? $"{Digits.Of(limit)} (level {Digits.Of(level)})" : Digits.Of(limit);
        var chance = Significance is null ? "" : p is null ? " Significance could not be tested." : $" p {Digits.P(p)}.";
        var detail = $"{DefaultId[4..]} {Digits.Of(figure.Value)} against a limit of {against} over {quality.Labels} labels.{chance}";
        return Verdict(breached, !Over(figure.Value, clear, inclusive: false), figure.Value, limit, quality.Labels, detail) with
        {
            Lower = figure.Lower,
            Upper = figure.Upper,
            PValue = p,
        };
    }

    bool Over(double value, double limit, bool inclusive)
    {
        // A margin of 5 points is reached at 0.90 against 0.95 although 0.95 − 0.05 is not 0.90 in doubles.
        var excess = LargerIsBetter ? limit - value : value - limit;
        return inclusive ? excess >= -1e-12 : excess > 0;
    }
}
