using System.Text.Json.Nodes;

namespace Panta.Data.Delta;

/// <summary>A change as the lines of its commit.</summary>
sealed class CommitLines(Transaction change, Operation operation, (long Milliseconds, bool InCommit) time)
{
    /// <summary>The lines; commitInfo first, as tables that keep the time in the commit ask for.</summary>
    public IEnumerable<string> All()
    {
        yield return Line("commitInfo", CommitInfo());
        if (change.Protocol is { } protocol) yield return Line("protocol", protocol.DeepClone());
        if (change.Metadata is { } metadata) yield return Line("metaData", metadata.DeepClone());
        if (change.Mark is { } mark) yield return Line("txn", new JsonObject { ["appId"] = mark.AppId, ["version"] = mark.Version, ["lastUpdated"] = time.Milliseconds });
        foreach (var file in change.Removes.Values) yield return $"{{\"remove\":{Remove(file).Raw}}}";
        foreach (var add in change.Adds) yield return Line("add", add.DeepClone());
        foreach (var file in change.Restored) yield return $"{{\"add\":{(file with { DataChange = true }).Raw}}}";
    }

    /// <summary>One action as a line.</summary>
    public static string Line(string name, JsonNode action) => new JsonObject { [name] = action }.ToJsonString();

    JsonObject CommitInfo()
    {
        var info = new JsonObject();
        if (time.InCommit) info["inCommitTimestamp"] = time.Milliseconds;
        info["timestamp"] = time.Milliseconds;
        info["operation"] = operation.Name;
        info["operationParameters"] = operation.Parameters.DeepClone();
        info["readVersion"] = change.Before.Version;
        info["isolationLevel"] = change.DataChange ? Conflicts.IsSerializable(change.Before) ? "Serializable" : "WriteSerializable" : "SnapshotIsolation";
        info["isBlindAppend"] = change.Reads is null && change.Removes.Count == 0;
        info["operationMetrics"] = operation.Metrics.DeepClone();
        info["engineInfo"] = NewTable.Engine;
        info["txnId"] = change.Id;
        return info;
    }

    RemoveFile Remove(AddFile file) => new(file.Path, file.DeletionVector, time.Milliseconds)
    {
        EncodedPath = file.EncodedPath,
        DataChange = change.DataChange,
        ExtendedFileMetadata = true,
        PartitionValues = file.PartitionValues,
        Size = file.Size,
        Extras = file.Extras,
    };
}
