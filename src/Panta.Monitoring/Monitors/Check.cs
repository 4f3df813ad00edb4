using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Panta.Monitoring.Monitors;

/// <summary>
/// One rule about a window: what is measured, its limit, and over how many windows a breach becomes an alert. A check is data, so it can be
/// written in a project file, stored, and replayed over history.
/// </summary>
/// <remarks>
/// In JSON and YAML the property <c>check</c> names the kind: <c>kpi</c>, <c>drift</c>, <c>missing</c>, <c>range</c>, <c>schema</c>, <c>labels</c>,
/// <c>rows</c>.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "check")]
[JsonDerivedType(typeof(KpiCheck), "kpi")]
[JsonDerivedType(typeof(DriftCheck), "drift")]
[JsonDerivedType(typeof(MissingCheck), "missing")]
[JsonDerivedType(typeof(RangeCheck), "range")]
[JsonDerivedType(typeof(SchemaCheck), "schema")]
[JsonDerivedType(typeof(LabelCoverageCheck), "labels")]
[JsonDerivedType(typeof(RowCountCheck), "rows")]
public abstract record Check
{
    /// <summary>A name of one's own, unique in the monitor. Default null: <see cref="Id"/> is made from the kind.</summary>
    public string? Name { get; init; }

    /// <summary>How many of the last <see cref="Of"/> windows must be breached to open an alert; 1 to <see cref="Of"/>. Default 2.</summary>
    [Range(1, 100)] public int Breaches { get; init; } = 2;

    /// <summary>How many windows are looked back on; at least <see cref="Breaches"/>. Windows without a verdict do not count. Default 2.</summary>
    [Range(1, 100)] public int Of { get; init; } = 2;

    /// <summary>How many windows in a row must be clear to close an alert; at least 1. Default 2.</summary>
    [Range(1, 100)] public int Clear { get; init; } = 2;

    /// <summary>
    /// How far inside the limit a figure must lie to count as clear, as a share of the allowed distance, in (0, 1]. Default 0.8: an alert that opened at
    /// 25 % over the level closes at 20 %.
    /// </summary>
    [Range(0d, 1d, MinimumIsExclusive = true)] public double Hysteresis { get; init; } = 0.8;

    /// <summary>Cool-down: how long the same alert is not announced again unless its severity rises. Default 24 hours.</summary>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromHours(24);

    /// <summary>After how many windows in a row without a verdict the monitor says that it is blind; at least 1. Default 3.</summary>
    [Range(1, 1000)] public int BlindAfter { get; init; } = 3;

    /// <summary>How grave a breach is. Default <see cref="Severity.Warning"/>.</summary>
    public Severity Severity { get; init; }

    /// <summary>The check's name in results and alerts: <see cref="Name"/>, or one made from the kind, as <c>kpi:mae</c>.</summary>
    [JsonIgnore] public string Id => Name ?? DefaultId;

    /// <summary>The name of a check that was given none.</summary>
    [JsonIgnore] protected abstract string DefaultId { get; }

    /// <summary>Holds what was measured against the limit. Pure: the same measures give the same results.</summary>
    /// <param name="measures">What was measured of the window.</param>
    /// <returns>One result, or one for each column that the check looks at; never none for a check of the whole window.</returns>
    public abstract IReadOnlyList<CheckResult> Judge(WindowMeasures measures);

    /// <summary>What is wrong with the check's parameters, as sentences. Empty: nothing.</summary>
    public virtual IEnumerable<string> Problems()
    {
        if (Breaches < 1 || Of < Breaches) yield return $"Check '{Id}': breaches is {Breaches} of {Of}; needs 1 ≤ breaches ≤ of.";
        if (Clear < 1) yield return $"Check '{Id}': clear is {Clear}; needs at least 1 window.";
        if (BlindAfter < 1) yield return $"Check '{Id}': blindAfter is {BlindAfter}; needs at least 1 window.";
        if (!(Hysteresis > 0 && Hysteresis <= 1)) yield return $"Check '{Id}': hysteresis is {Hysteresis}; needs a number in (0, 1].";
        if (Repeat < TimeSpan.Zero) yield return $"Check '{Id}': repeat is {Repeat}; needs zero or more.";
    }

    /// <summary>A result that says passed or breached.</summary>
    private protected CheckResult Verdict(bool breached, bool cleared, double? value, double? limit, long rows, string detail, string? column = null) => new()
    {
        Check = Id,
        Column = column,
        Status = breached ? CheckStatus.Breached : CheckStatus.Passed,
        Cleared = !breached && cleared,
        Severity = Severity,
        Value = value,
        Limit = limit,
        Rows = rows,
        Detail = detail,
    };

    /// <summary>A result that says that there is no verdict, and why.</summary>
    private protected CheckResult NoVerdict(CheckStatus status, string detail, long rows = 0, double? value = null, string? column = null) =>
        new() { Check = Id, Column = column, Status = status, Severity = Severity, Value = value, Rows = rows, Detail = detail };
}
