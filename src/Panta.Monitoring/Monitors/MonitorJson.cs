using System.Text.Json;

namespace Panta.Monitoring.Monitors;

/// <summary>
/// How monitors, their state and their results are written as JSON: camelCase names, enumerations by name, the kind of a check as <c>check</c>.
/// </summary>
public static class MonitorJson
{
    /// <summary>The options to serialize <see cref="Monitor"/>, <see cref="MonitorState"/> and <see cref="WindowResult"/> with. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Build();

    static JsonSerializerOptions Build()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            AllowOutOfOrderMetadataProperties = true,
            UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
