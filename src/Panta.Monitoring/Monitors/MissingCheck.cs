using System.ComponentModel.DataAnnotations;
using Panta.Monitoring.Profiles;

namespace Panta.Monitoring.Monitors;

/// <summary>Is more of a column missing than there should be? One result a column. No drift test sees this: they drop missing values.</summary>
public sealed record MissingCheck : Check
{
    /// <summary>The columns looked at. Default empty: all profiled ones.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>
    /// The share of missing values that is allowed, in [0, 1]. Default null: the reference's share plus one point or three standard errors of a window of this
    /// size, whichever is more.
    /// </summary>
    [Range(0d, 1d)] public double? MaxShare { get; init; }

    /// <inheritdoc/>
    protected override string DefaultId => "missing";

    /// <inheritdoc/>
    public override IReadOnlyList<CheckResult> Judge(WindowMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        return [.. measures.Columns.Where(column => Columns.Count == 0 || Columns.Contains(column.Column)).Select(Judge)];
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (MaxShare is { } share && !(share >= 0 && share <= 1)) yield return $"Check '{Id}': maxShare is {share}; needs a number in [0, 1].";
    }

    CheckResult Judge(ColumnProfile column)
    {
        if (column.Rows == 0) return NoVerdict(CheckStatus.InsufficientData, "The window has no rows.", 0, null, column.Column);

        var expected = column.ReferenceMissingShare;
        var limit = MaxShare ?? expected + Math.Max(0.01, 3 * Math.Sqrt(expected * (1 - expected) / column.Rows));
        return Verdict(column.MissingShare > limit, cleared: true, column.MissingShare, limit, column.Rows,
            $"{column.MissingShare:0.##%} of '{column.Column}' is missing ({column.Missing} of {column.Rows}); at most {limit:0.##%} is allowed.",
                column.Column);
    }
}
