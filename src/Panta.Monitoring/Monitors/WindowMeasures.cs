using Panta.Data.Windows;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Performance;
using Panta.Monitoring.Profiles;

namespace Panta.Monitoring.Monitors;

/// <summary>Everything that was measured of one window: what checks are judged from. Nothing in it is a decision.</summary>
public sealed record WindowMeasures
{
    /// <summary>The span of event time.</summary>
    public required Window Window { get; init; }

    /// <summary>The version of the model that answered most of the window's predictions.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>How many predictions fell into the window. Default 0.</summary>
    public long Predictions { get; init; }

    /// <summary>How many of them have a label so far. Default 0.</summary>
    public long Labels { get; init; }

    /// <summary>
    /// Whether the figures of quality may still move: the window is younger than the maturity of labels and too few labels are in. Default false. A provisional
    /// window is shown and raises no alert.
    /// </summary>
    public bool Provisional { get; init; }

    /// <summary>Quality by the labels so far. Default null: no label is in.</summary>
    public Quality? Quality { get; init; }

    /// <summary>The champion's level on held-out rows, by metric: what <see cref="KpiCheck"/> compares with. Default empty.</summary>
    public IReadOnlyDictionary<KpiMetric, double> Level { get; init; } = new Dictionary<KpiMetric, double>();

    /// <summary>Verdicts of drift, one a column. Default empty.</summary>
    public IReadOnlyList<DriftVerdict> Drift { get; init; } = [];

    /// <summary>Profiles of the window's columns, one a column. Default empty.</summary>
    public IReadOnlyList<ColumnProfile> Columns { get; init; } = [];

    /// <summary>How the window's columns differ from the reference's. Default empty: not at all.</summary>
    public IReadOnlyList<SchemaDifference> Schema { get; init; } = [];

    /// <summary>Share of predictions with a label, in [0, 1]; 0 for a window without predictions.</summary>
    public double LabelCoverage => Predictions == 0 ? 0 : (double)Labels / Predictions;
}
