using System.ComponentModel.DataAnnotations;

namespace Panta.Monitoring.Monitors;

/// <summary>Have enough of a window's predictions received their label?</summary>
public sealed record LabelCoverageCheck : Check
{
    /// <summary>The least share of predictions with a label, in [0, 1]. Default 0.8.</summary>
    [Range(0d, 1d)] public double Minimum { get; init; } = 0.8;

    /// <inheritdoc/>
    protected override string DefaultId => "labels";

    /// <inheritdoc/>
    public override IReadOnlyList<CheckResult> Judge(WindowMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        if (measures.Predictions == 0) return [NoVerdict(CheckStatus.InsufficientData, "The window has no predictions.")];

        return
        [
            Verdict(measures.LabelCoverage < Minimum, cleared: true, measures.LabelCoverage, Minimum, measures.Predictions,
                $"{measures.Labels} of {measures.Predictions} predictions have a label; at least {Minimum:0.##%} should."),
        ];
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (!(Minimum >= 0 && Minimum <= 1)) yield return $"Check '{Id}': minimum is {Minimum}; needs a number in [0, 1].";
    }
}
