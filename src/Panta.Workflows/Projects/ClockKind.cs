using System.Text.Json.Serialization;

namespace Panta.Workflows.Projects;

/// <summary>Which clock a project lives by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockKind>))]
public enum ClockKind
{
    /// <summary>The system's.</summary>
    [JsonStringEnumMemberName("system")] System,

    /// <summary>One that a driver moves forward through the server, as fast as the work allows.</summary>
    [JsonStringEnumMemberName("replay")] Replay,
}
