using System.Text.Json.Serialization;

namespace Panta.Workflows.Promotion;

/// <summary>The kinds of decision.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecisionKind>))]
public enum DecisionKind
{
    /// <summary>A monitor opened an alert.</summary>
    [JsonStringEnumMemberName("alert")] Alert,

    /// <summary>A version took an alias.</summary>
    [JsonStringEnumMemberName("promoted")] Promoted,

    /// <summary>A challenger was not shown to be better; the champion stays.</summary>
    [JsonStringEnumMemberName("kept")] Kept,

    /// <summary>An alias went back to the version before.</summary>
    [JsonStringEnumMemberName("rolled back")] RolledBack,

    /// <summary>A workflow run failed.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
