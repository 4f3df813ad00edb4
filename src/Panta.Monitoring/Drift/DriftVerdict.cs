namespace Panta.Monitoring.Drift;

/// <summary>
/// Whether one column of a window has drifted from its reference: what was measured, and the verdict that is aware of sample sizes.
/// A difference is drift when it is <see cref="Significant"/> (more than chance) and <see cref="Material"/> (large enough to care).
/// </summary>
public sealed record DriftVerdict
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>Whether there is a verdict.</summary>
    public required DriftStatus Status { get; init; }

    /// <summary>Why there is no verdict. Default null: there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>The test that decides significance: <c>ks</c> for numbers, <c>chi2</c> for categories. Default empty.</summary>
    public string Statistic { get; init; } = "";

    /// <summary>The statistic's value. Default null: not computed.</summary>
    public double? Value { get; init; }

    /// <summary>The test's own p-value, in [0, 1]. Default null: not computed.</summary>
    public double? PValue { get; init; }

    /// <summary>The p-value adjusted for the number of columns of the window (Benjamini–Hochberg). Default null: not computed.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>What <see cref="EffectSize"/> is: <c>wasserstein</c> in standard deviations, <c>cliff</c>, or <c>psi</c>. Default empty.</summary>
    public string Effect { get; init; } = "";

    /// <summary>How large the difference is, whatever the number of rows. Default null: not computed.</summary>
    public double? EffectSize { get; init; }

    /// <summary>The practical floor that <see cref="EffectSize"/> is held against. Default 0.</summary>
    public double Threshold { get; init; }

    /// <summary>Which side of <see cref="Threshold"/> is drift. Always <c>greater_or_equal</c> today.</summary>
    public string Direction { get; init; } = "greater_or_equal";

    /// <summary>Values of the reference that were compared. Default 0.</summary>
    public long ReferenceRows { get; init; }

    /// <summary>Values of the window that were compared. Default 0.</summary>
    public long CurrentRows { get; init; }

    /// <summary>Missing and infinite values of the reference that were left out. Default 0.</summary>
    public long DroppedReference { get; init; }

    /// <summary>Missing and infinite values of the window that were left out. Default 0.</summary>
    public long DroppedCurrent { get; init; }

    /// <summary>How the p-value was computed, as <c>exact</c> or <c>asymptotic</c>. Default empty.</summary>
    public string Method { get; init; } = "";

    /// <summary>What the numbers leave out, as <c>reference sampled: 20000 of 91000 rows</c>. Default null: nothing.</summary>
    public string? Approximation { get; init; }

    /// <summary>Whether the difference is more than chance, after the adjustment for the number of columns. Default false.</summary>
    public bool Significant { get; init; }

    /// <summary>Whether the difference is large enough to care. Default false.</summary>
    public bool Material { get; init; }

    /// <summary>Further measures for the page, by name: <c>wasserstein</c>, <c>cliff</c>, <c>psi</c>, <c>js</c>. Default empty.</summary>
    public IReadOnlyDictionary<string, double> Measures { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the column has drifted: significant and material.</summary>
    public bool IsDrift => Status == DriftStatus.Tested && Significant && Material;

    /// <summary>The verdict as one sentence.</summary>
    public string Sentence => Status switch
    {
        DriftStatus.Tested => $"'{Column}' {(IsDrift ? "has drifted" : "has not drifted")}: {Effect} {Digits.Of(EffectSize)} against {Digits.Of(Threshold)}; "
            + $"{Statistic}, adjusted p {Digits.P(AdjustedPValue ?? PValue)}; {CurrentRows:N0} rows against {ReferenceRows:N0}.",
        _ => $"'{Column}': no verdict. {Reason}",
    };
}
