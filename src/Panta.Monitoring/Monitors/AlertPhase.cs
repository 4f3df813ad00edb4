using System.Text.Json.Serialization;

namespace Panta.Monitoring.Monitors;

/// <summary>Where an alert stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertPhase>))]
public enum AlertPhase
{
    /// <summary>Nothing is wrong.</summary>
    [JsonStringEnumMemberName("inactive")] Inactive,

    /// <summary>Breached, though not yet in enough windows.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>Open.</summary>
    [JsonStringEnumMemberName("firing")] Firing,
}
