namespace Panta.Monitoring.Monitors;

/// <summary>Does the window have the reference's columns, with their types?</summary>
public sealed record SchemaCheck : Check
{
    /// <summary>Whether columns that the reference does not have are a breach. Default false.</summary>
    public bool RefuseExtra { get; init; }

    /// <inheritdoc/>
    protected override string DefaultId => "schema";

    /// <inheritdoc/>
    public override IReadOnlyList<CheckResult> Judge(WindowMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        if (measures.Predictions == 0) return [NoVerdict(CheckStatus.InsufficientData, "The window has no rows.")];

        var differences = measures.Schema.Where(difference => RefuseExtra || difference.Change != SchemaChange.Extra).ToList();
        var detail = differences.Count == 0 ? "The columns are the reference's." : string.Join(" ", differences.Select(difference => difference.Detail));
        return [Verdict(differences.Count > 0, cleared: true, differences.Count, 0, measures.Predictions, detail)];
    }
}
