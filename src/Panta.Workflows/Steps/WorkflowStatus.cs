using System.Text.Json.Serialization;

namespace Panta.Workflows.Steps;

/// <summary>Where a workflow run or a step stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkflowStatus>))]
public enum WorkflowStatus
{
    /// <summary>It waits for its turn.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>It is at work; after a restart it is taken up again.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>It did its work.</summary>
    [JsonStringEnumMemberName("succeeded")] Succeeded,

    /// <summary>It failed after its last attempt.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>It was not needed, because an earlier step ended the run.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,
}
