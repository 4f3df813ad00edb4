using System.Text.Json.Serialization;

namespace Panta.Monitoring.Monitors;

/// <summary>The ways in which a column can differ from the reference's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaChange>))]
public enum SchemaChange
{
    /// <summary>The reference has it, the window does not.</summary>
    [JsonStringEnumMemberName("missing")] Missing,

    /// <summary>The window has it, the reference does not.</summary>
    [JsonStringEnumMemberName("extra")] Extra,

    /// <summary>Both have it, with different types.</summary>
    [JsonStringEnumMemberName("type")] Type,
}
