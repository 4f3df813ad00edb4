using Panta.Monitoring.Drift;

namespace Panta.Monitoring.Monitors;

/// <summary>Do the columns of a window come from the same distribution as the reference's? One result a column.</summary>
/// <remarks>
/// A column is breached when its difference is both significant (after Benjamini–Hochberg over the columns) and material; see <see cref="DriftVerdict"/>.
/// </remarks>
public sealed record DriftCheck : Check
{
    /// <summary>The columns looked at. Default empty: all that were compared.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>How columns are compared: significance level, practical floors, least rows. Default: <see cref="DriftOptions"/>'s.</summary>
    public DriftOptions Options { get; init; } = new();

    /// <inheritdoc/>
    protected override string DefaultId => "drift";

    /// <inheritdoc/>
    public override IReadOnlyList<CheckResult> Judge(WindowMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        return [.. measures.Drift.Where(verdict => Columns.Count == 0 || Columns.Contains(verdict.Column)).Select(Judge)];
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Problems() => base.Problems().Concat(Options.Problems().Select(problem => $"Check '{Id}': {problem}"));

    CheckResult Judge(DriftVerdict verdict) => verdict.Status switch
    {
        DriftStatus.InsufficientData => NoVerdict(CheckStatus.InsufficientData, verdict.Reason ?? "", verdict.CurrentRows, verdict.Value, verdict.Column),
        DriftStatus.NotComputed => NoVerdict(CheckStatus.NotComputed, verdict.Reason ?? "", verdict.CurrentRows, verdict.Value, verdict.Column),
        _ => Verdict(verdict.IsDrift, cleared: true, verdict.EffectSize, verdict.Threshold, verdict.CurrentRows, verdict.Sentence, verdict.Column)
            with { PValue = verdict.AdjustedPValue ?? verdict.PValue },
    };
}
