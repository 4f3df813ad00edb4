using System.Text.Json.Serialization;

namespace Panta.Monitoring.Monitors;

/// <summary>The figures of quality that a window of labelled predictions is judged by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KpiMetric>))]
public enum KpiMetric
{
    /// <summary>Share of predictions equal to their label, in [0, 1]; more is better.</summary>
    [JsonStringEnumMemberName("accuracy")] Accuracy,

    /// <summary>Mean absolute error, in the label's unit; less is better.</summary>
    [JsonStringEnumMemberName("mae")] Mae,

    /// <summary>Root of the mean squared error, in the label's unit; less is better.</summary>
    [JsonStringEnumMemberName("rmse")] Rmse,
}
