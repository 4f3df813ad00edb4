using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>Files of the table as the log writes them.</summary>
static class ActionJson
{
    public static string Of(AddFile file) => Write(json =>
    {
        json.WriteString("path", file.EncodedPath);
        Values(json, file.PartitionValues);
        json.WriteNumber("size", file.Size);
        json.WriteNumber("modificationTime", file.ModificationTime);
        json.WriteBoolean("dataChange", file.DataChange);
        if (!file.Stats.IsEmpty) json.WriteString("stats", file.Stats.Span);
        Vector(json, file.DeletionVector);
        Extras(json, file.Extras);
        if (file.Extras?.ClusteringProvider is { } provider) json.WriteString("clusteringProvider", provider);
    });

    public static string Of(RemoveFile file) => Write(json =>
    {
        json.WriteString("path", file.EncodedPath);
        if (file.DeletionTimestamp is { } at) json.WriteNumber("deletionTimestamp", at);
        json.WriteBoolean("dataChange", file.DataChange);
        if (file.ExtendedFileMetadata is { } extended) json.WriteBoolean("extendedFileMetadata", extended);
        if (file.PartitionValues is { } values) Values(json, values);
        if (file.Size is { } size) json.WriteNumber("size", size);
        Vector(json, file.DeletionVector);
        Extras(json, file.Extras);
    });

    static string Write(Action<Utf8JsonWriter> fields)
    {
        var text = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    static void Values(Utf8JsonWriter json, ImmutableSortedDictionary<string, string?> values)
    {
        json.WriteStartObject("partitionValues");
        foreach (var (name, value) in values) json.WriteString(name, value);
        json.WriteEndObject();
    }

    static void Vector(Utf8JsonWriter json, DeletionVector? vector)
    {
        if (vector is null) return;

        json.WriteStartObject("deletionVector");
        json.WriteString("storageType", vector.Storage);
        json.WriteString("pathOrInlineDv", vector.Place);
        if (vector.Offset is { } offset) json.WriteNumber("offset", offset);
        json.WriteNumber("sizeInBytes", vector.Size);
        json.WriteNumber("cardinality", vector.Cardinality);
        json.WriteEndObject();
    }

    static void Extras(Utf8JsonWriter json, FileExtras? extras)
    {
        if (extras?.Tags is { } tags)
        {
            json.WritePropertyName("tags");
            json.WriteRawValue(tags);
        }

        if (extras?.BaseRowId is { } id) json.WriteNumber("baseRowId", id);
        if (extras?.DefaultRowCommitVersion is { } version) json.WriteNumber("defaultRowCommitVersion", version);
    }
}
