using System.Text.Json.Serialization;

namespace Panta.Monitoring.Drift;

/// <summary>Whether a column could be compared with its reference.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DriftStatus>))]
public enum DriftStatus
{
    /// <summary>It was compared.</summary>
    [JsonStringEnumMemberName("tested")] Tested,

    /// <summary>It has too few rows for a verdict.</summary>
    [JsonStringEnumMemberName("insufficient_data")] InsufficientData,

    /// <summary>It could not be compared; <see cref="DriftVerdict.Reason"/> says why.</summary>
    [JsonStringEnumMemberName("not_computed")] NotComputed,
}
