using System.Text.Json.Nodes;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>The actions of version 0.</summary>
static class NewTable
{
    public const string Engine = "Panta/0.1.0";

    public static IEnumerable<string> Actions(Schema stored, DeltaTableOptions options, string structsKey, DateTimeOffset now)
    {
        var properties = new JsonObject();
        foreach (var (key, value) in options.Properties) properties[key] = value;
        if (!options.Structs.IsEmpty) properties[structsKey] = string.Join(',', options.Structs);

        yield return Line("commitInfo", new JsonObject
        {
            ["timestamp"] = now.ToUnixTimeMilliseconds(),
            ["operation"] = "CREATE TABLE",
            ["operationParameters"] = new JsonObject(),
            ["isBlindAppend"] = true,
            ["engineInfo"] = Engine,
        });
        yield return Line("protocol", ProtocolOf(stored));
        yield return Line("metaData", new JsonObject
        {
            ["id"] = $"{Guid.CreateVersion7(now)}",
            ["format"] = new JsonObject { ["provider"] = "parquet", ["options"] = new JsonObject() },
            ["schemaString"] = SchemaJson.Write(stored),
            ["partitionColumns"] = new JsonArray([.. options.PartitionColumns.Select(name => JsonValue.Create(name))]),
            ["configuration"] = properties,
            ["createdTime"] = now.ToUnixTimeMilliseconds(),
        });
    }

    public static string Line(string name, JsonNode action) => new JsonObject { [name] = action }.ToJsonString();

    static JsonObject ProtocolOf(Schema stored) => Leaf.Of(stored).Any(leaf => leaf.Field.Type == DataType.TimestampNtz)
        ? new()
        {
            ["minReaderVersion"] = 3,
            ["minWriterVersion"] = 7,
            ["readerFeatures"] = new JsonArray("timestampNtz"),
            ["writerFeatures"] = new JsonArray("timestampNtz", "appendOnly", "invariants"),
        }
        : new() { ["minReaderVersion"] = 1, ["minWriterVersion"] = 2 };
}
