using System.ComponentModel.DataAnnotations;
using Panta.Monitoring.Profiles;

namespace Panta.Monitoring.Monitors;

/// <summary>Are values outside what the reference held: numbers outside its range, categories that it never saw? One result a column.</summary>
public sealed record RangeCheck : Check
{
    /// <summary>The columns looked at. Default empty: all profiled ones.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The share of rows that may lie outside, in [0, 1]. Default 0.01.</summary>
    [Range(0d, 1d)] public double MaxShare { get; init; } = 0.01;

    /// <summary>How many rows may lie outside whatever their share. Default 2: three are needed for a breach.</summary>
    [Range(0, int.MaxValue)] public int MaxRows { get; init; } = 2;

    /// <inheritdoc/>
    protected override string DefaultId => "range";

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
        if (!(MaxShare >= 0 && MaxShare <= 1)) yield return $"Check '{Id}': maxShare is {MaxShare}; needs a number in [0, 1].";
        if (MaxRows < 0) yield return $"Check '{Id}': maxRows is {MaxRows}; needs zero or more.";
    }

    CheckResult Judge(ColumnProfile column)
    {
        var present = column.Rows - column.Missing;
        if (present == 0) return NoVerdict(CheckStatus.InsufficientData, $"'{column.Column}' has no value in the window.", 0, null, column.Column);

        var share = (double)column.Outside / present;
        return Verdict(share > MaxShare && column.Outside > MaxRows, cleared: true, share, MaxShare, present,
            $"{column.Outside} of {present} values of '{column.Column}' lie outside the reference's range or categories.", column.Column);
    }
}
