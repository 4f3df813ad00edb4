using Panta.Monitoring.Drift;
using Panta.Monitoring.Profiles;
using Panta.Server.Charts;
using Panta.Workflows.Monitors;

namespace Panta.Server.Pages;

/// <summary>Makes the drift map and the comparison with the reference of a monitor's windows.</summary>
static class DriftMaps
{
    static readonly double[] _steps = [1.5, 2, 3, 5, 8];

    /// <summary>Columns × windows; a cell is coloured where its difference is more than chance and large enough to care.</summary>
    public static DriftMap Of(IReadOnlyList<JudgedWindow> windows, KpiHistory history)
    {
        var columns = windows.SelectMany(window => window.Drift.Select(verdict => verdict.Column)).Distinct().ToArray();
        var rows = columns.Select(column => Row(column, windows, history)).OrderByDescending(row => row.Over).Select(row => row.Row).ToArray();
        return new()
        {
            Finding = $"Drift of {Figures.Count(columns.Length, "input")} over {Figures.Count(windows.Count, history.Period)}" +
                (rows.Length > 0 ? $"; most often {rows[0].Column}, {rows[0].Note}." : "."),
            X = KpiCharts.Axis(history),
            Rows = rows,
        };
    }

    /// <summary>Shares of the reference and of the window in the reference's bins.</summary>
    public static Histogram Compared(ColumnProfile profile) => new()
    {
        Finding = $"{profile.Column}: the window's distribution beside the reference's.",
        Bins = [.. profile.Bins.Select(bin => bin.Label == "(unseen)" ? "new" : Edge(bin.Label))],
        Reference = [.. profile.Bins.Select(bin => bin.ReferenceShare)],
        Current = [.. profile.Bins.Select(bin => bin.Share)],
        Unit = profile.Kind == ColumnKind.Numeric ? $"{profile.Column}; each bar begins at its number"
            : profile.Bins.Any(bin => bin.Label == "(unseen)") ? $"{profile.Column}; new: not in the reference"
            : profile.Column,
    };

    static (int Over, DriftRow Row) Row(string column, IReadOnlyList<JudgedWindow> windows, KpiHistory history)
    {
        var cells = windows.Select(window => (window.Result.Window, Verdict: window.Drift.FirstOrDefault(verdict => verdict.Column == column)))
            .Where(pair => pair.Verdict is not null)
            .Select(pair => new DriftCell(
                ChartAxis.Milliseconds(pair.Window.Start), ChartAxis.Milliseconds(pair.Window.End), Level(pair.Verdict),
                $"{Figures.Day(pair.Window.Start)}: {pair.Verdict?.Sentence}"))
            .ToArray();
        var over = cells.Count(cell => cell.Level > 0);
        return (over, new(column, cells, $"{over} of {Figures.Count(cells.Length, history.Period)}"));
    }

    static int Level(DriftVerdict? verdict) => verdict is not { IsDrift: true } ? 0 : 1 + _steps.Count(step => verdict.EffectSize >= step * verdict.Threshold);

    /// <summary>"[1.5, 2)" as 1.5, "≥ 2" as 2, "&lt; 1" as it is.</summary>
    static string Edge(string label) => label.StartsWith('[') ? label[1..].Split(',')[0] : label.StartsWith('≥') ? label[1..].Trim() : label;
}
