using Panta.Data.Predictions;
using Panta.Data.Tables;
using Panta.Data.Windows;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Monitors;
using Panta.Monitoring.Performance;
using Panta.Monitoring.Profiles;

namespace Panta.Workflows.Monitors;

/// <summary>Measures a window of an endpoint's log: quality by the labels that are in, drift against the reference. Decides nothing.</summary>
static class WindowMeasurement
{
    const string FeaturePrefix = "features.";

    /// <summary>Measures one window.</summary>
    /// <param name="log">The endpoint's predictions and labels.</param>
    /// <param name="window">The window.</param>
    /// <param name="metric">The KPI: classes are counted for accuracy, numbers for errors.</param>
    /// <param name="reference">What drift is measured against; null: drift is not measured.</param>
    /// <returns>The measures without the level; null where the window has no prediction.</returns>
    public static WindowMeasures? Measure(EndpointLog log, Window window, KpiMetric metric, Reference? reference)
    {
        var predictions = log.Predictions(window.Start, window.End);
        if (predictions.RowCount == 0) return null;

        var labelled = log.Labelled(window.Start, window.End);
        var features = reference is null ? null : Features(predictions);
        return new()
        {
            Window = window,
            ModelVersion = MostFrequent((TextColumn)predictions["version"]),
            Predictions = predictions.RowCount,
            Labels = labelled.RowCount,
            Quality = labelled.RowCount == 0 ? null : metric == KpiMetric.Accuracy ? LabelledRows.Classes(labelled) : LabelledRows.Errors(labelled),
            Drift = features is null ? [] : DataDrift.Compare(reference!, features),
            Columns = features is null ? [] : reference!.Profile(features),
            Schema = features is null ? [] : reference!.Differences(features.Schema),
        };
    }

    /// <summary>The feature columns of logged predictions under their own names.</summary>
    public static Table Features(Table predictions)
    {
        foreach (var name in predictions.Schema.Names.ToList())
            predictions = name.StartsWith(FeaturePrefix, StringComparison.Ordinal) ? predictions.Rename(name, name[FeaturePrefix.Length..]) : predictions.Without(name);
        return predictions;
    }

    static string MostFrequent(TextColumn versions) =>
        Enumerable.Range(0, versions.Length).GroupBy(row => versions[row])
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).First().Key ?? "";
}
