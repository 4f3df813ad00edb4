using System.Text.Json.Serialization;

namespace Panta.Monitoring.Monitors;

/// <summary>What can happen to an alert.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertEventKind>))]
public enum AlertEventKind
{
    /// <summary>It was opened.</summary>
    [JsonStringEnumMemberName("fired")] Fired,

    /// <summary>It is still open and its cool-down is over.</summary>
    [JsonStringEnumMemberName("repeated")] Repeated,

    /// <summary>It was closed.</summary>
    [JsonStringEnumMemberName("resolved")] Resolved,

    /// <summary>The check has had no verdict for several windows.</summary>
    [JsonStringEnumMemberName("blind")] Blind,

    /// <summary>The check has a verdict again.</summary>
    [JsonStringEnumMemberName("sighted")] Sighted,
}
