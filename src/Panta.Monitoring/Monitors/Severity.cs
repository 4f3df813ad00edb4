using System.Text.Json.Serialization;

namespace Panta.Monitoring.Monitors;

/// <summary>How grave the violation of a check is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth a look.</summary>
    [JsonStringEnumMemberName("warning")] Warning,

    /// <summary>Someone, or a workflow, must act.</summary>
    [JsonStringEnumMemberName("critical")] Critical,
}
