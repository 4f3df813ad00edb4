using System.Text.Json.Nodes;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>The actions of version 0.</summary>
static class NewTable
{
    public const string Engine = "Panta/0.1.0";

    public static IEnumerable<string> Actions(Schema stored, DeltaTableOptions options, DateTimeOffset now)
    {
        var properties = new JsonObject();
        foreach (var (key, value) in options.Properties) properties[key] = value;
        if (!options.Structs.IsEmpty) properties[SchemaEvolution.StructsKey] = string.Join(',', options.Structs);

        yield return CommitLines.Line("commitInfo", new JsonObject
        {
            ["timestamp"] = now.ToUnixTimeMilliseconds(),
            ["operation"] = "CREATE TABLE",
            ["operationParameters"] = new JsonObject
            {
                ["partitionBy"] = new JsonArray([.. options.PartitionColumns.Select(name => JsonValue.Create(name))]).ToJsonString(),
                ["properties"] = properties.ToJsonString(),
                ["isManaged"] = "false",
            },
            ["isBlindAppend"] = true,
            ["engineInfo"] = Engine,
        });
        yield return CommitLines.Line("protocol", ProtocolOf(stored));
        yield return CommitLines.Line("metaData", new JsonObject
        {
            ["id"] = $"{Guid.CreateVersion7(now)}",
            ["format"] = new JsonObject { ["provider"] = "parquet", ["options"] = new JsonObject() },
            ["schemaString"] = SchemaJson.Write(stored),
            ["partitionColumns"] = new JsonArray([.. options.PartitionColumns.Select(name => JsonValue.Create(name))]),
            ["configuration"] = properties,
            ["createdTime"] = now.ToUnixTimeMilliseconds(),
        });
    }

    /// <summary>Whether a type is a time of no zone, or has one in it: a feature of its own.</summary>
    public static bool HasTimestampNtz(DataType type) =>
        type == DataType.TimestampNtz || type.Element is { } element && HasTimestampNtz(element) || type.Key is { } key && HasTimestampNtz(key)
        || type.Fields?.Fields.Any(field => HasTimestampNtz(field.Type)) == true;

    static JsonObject ProtocolOf(Schema stored) => stored.Fields.Any(field => HasTimestampNtz(field.Type))
        ? new()
        {
            ["minReaderVersion"] = 3,
            ["minWriterVersion"] = 7,
            ["readerFeatures"] = new JsonArray("timestampNtz"),
            ["writerFeatures"] = new JsonArray("timestampNtz", "appendOnly", "invariants"),
        }
        : new() { ["minReaderVersion"] = 1, ["minWriterVersion"] = 2 };
}
