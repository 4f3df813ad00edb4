using System.Text.Json.Serialization;

namespace Panta.Monitoring.Monitors;

/// <summary>What a check says of one window. The last two are no verdict: they neither raise an alert nor clear one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckStatus>))]
public enum CheckStatus
{
    /// <summary>Within the limit.</summary>
    [JsonStringEnumMemberName("passed")] Passed,

    /// <summary>Over the limit.</summary>
    [JsonStringEnumMemberName("breached")] Breached,

    /// <summary>Too few rows or labels for a verdict.</summary>
    [JsonStringEnumMemberName("insufficient_data")] InsufficientData,

    /// <summary>The figure could not be computed; the result's detail says why.</summary>
    [JsonStringEnumMemberName("not_computed")] NotComputed,
}
