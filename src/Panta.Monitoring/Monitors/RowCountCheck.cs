using System.ComponentModel.DataAnnotations;

namespace Panta.Monitoring.Monitors;

/// <summary>Did as many predictions fall into the window as should?</summary>
public sealed record RowCountCheck : Check
{
    /// <summary>The least number of predictions. Default 1.</summary>
    [Range(0, long.MaxValue)] public long Minimum { get; init; } = 1;

    /// <summary>The largest number of predictions. Default null: no upper limit.</summary>
    public long? Maximum { get; init; }

    /// <inheritdoc/>
    protected override string DefaultId => "rows";

    /// <inheritdoc/>
    public override IReadOnlyList<CheckResult> Judge(WindowMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(measures);

        var rows = measures.Predictions;
        var limit = rows > Maximum ? Maximum.Value : Minimum;
        var allowed = Maximum is { } maximum ? $"{Minimum} to {maximum}" : $"at least {Minimum}";
        return [Verdict(rows < Minimum || rows > Maximum, cleared: true, rows, limit, rows, $"{rows} predictions; {allowed} are expected.")];
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (Minimum < 0 || Maximum < Minimum) yield return $"Check '{Id}': rows {Minimum} to {Maximum}; needs 0 ≤ minimum ≤ maximum.";
    }
}
