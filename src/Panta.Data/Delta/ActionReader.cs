using System.Collections.Immutable;
using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>Reads actions from lines of JSON: those of a commit, and those into which DuckDB turns a checkpoint's rows. Unknown actions and fields are passed over.</summary>
sealed class ActionReader(string file)
{
    int _line;

    public ActionList Actions { get; } = new();

    /// <summary>Reads one action, or several where one row of a checkpoint has them; nulls are nothing.</summary>
    public void Read(ReadOnlyMemory<byte> line)
    {
        _line++;
        try
        {
            using var document = JsonDocument.Parse(line);
            foreach (var action in Object(document.RootElement, "an action").EnumerateObject())
                if (action.Value.ValueKind != JsonValueKind.Null) Read(action.Name, action.Value);
        }
        catch (JsonException error)
        {
            throw new DeltaException(file, $"line {_line} is no JSON ({error.Message.TrimEnd('.')}). The file is damaged or cut: restore it from a copy.", error);
        }
        catch (InvalidOperationException error)
        {
            // What the JSON reader says of text that is no UTF-8.
            throw new DeltaException(file, $"line {_line} cannot be read ({error.Message.TrimEnd('.')}). The file is damaged: restore it from a copy.", error);
        }
    }

    void Read(string name, JsonElement action)
    {
        switch (name)
        {
            case "add":
                Actions.Adds.Add(Add(action));
                break;
            case "remove":
                Actions.Removes.Add(new(PathOf(action), VectorOf(action), OptionalLong(action, "deletionTimestamp"), action.GetRawText()));
                break;
            case "protocol":
                Actions.Protocol = new(
                    Number(action, "minReaderVersion"), Number(action, "minWriterVersion"), Texts(action, "readerFeatures"), Texts(action, "writerFeatures"), action.GetRawText());
                break;
            case "metaData":
                Actions.Metadata = new(
                    Text(action, "id"), Text(action, "schemaString"), Texts(action, "partitionColumns") ?? [], Map(action, "configuration"), action.GetRawText());
                break;
            case "txn":
                Actions.Transactions[Text(action, "appId")] = (Long(action, "version"), action.GetRawText());
                break;
            case "domainMetadata":
                Actions.Domains[Text(action, "domain")] = action.GetRawText();
                break;
            case "commitInfo":
                Actions.CommitInfo = action.GetRawText();
                break;
        }
    }

    AddFile Add(JsonElement action) => new(
        PathOf(action), OptionalLong(action, "size") ?? 0, Values(action, "partitionValues"), VectorOf(action), OptionalText(action, "stats"), action.GetRawText())
    {
        ColumnsDigest = Values(action, "tags").GetValueOrDefault(FileColumns.Tag),
    };

    // Paths come from outside: they are decoded, and must stay below the table.
    string PathOf(JsonElement action)
    {
        var path = Uri.UnescapeDataString(Text(action, "path"));
        if (path.Length == 0 || path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) && Uri.TryCreate(path, UriKind.Absolute, out _))
            throw Wrong($"the file path '{path}' is absolute: outside the table. Copy the table instead of referring to another one's files");
        if (path.Split('/', '\\').Contains("..") || path.Contains('\0', StringComparison.Ordinal))
            throw Wrong($"the file path '{path}' leads out of the table and is not followed");

        return path;
    }

    DeletionVector? VectorOf(JsonElement action)
    {
        if (!action.TryGetProperty("deletionVector", out var vector) || vector.ValueKind == JsonValueKind.Null) return null;

        return new(
            Text(vector, "storageType"), Text(vector, "pathOrInlineDv"), OptionalLong(vector, "offset") is { } offset ? Size(offset, "offset") : null,
            Size(Long(vector, "sizeInBytes"), "sizeInBytes"), Long(vector, "cardinality"));
    }

    int Size(long number, string name) => number is >= 0 and <= int.MaxValue - 16 ? (int)number : throw Wrong($"'{name}' is {number}; allowed are 0 to {int.MaxValue - 16}");

    JsonElement Object(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.Object ? value : throw Wrong($"{what} is a JSON {value.ValueKind}, not an object");

    string Text(JsonElement action, string name) => OptionalText(action, name) ?? throw Wrong($"'{name}' is missing");

    string? OptionalText(JsonElement action, string name)
    {
        if (!Object(action, "an action").TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong($"'{name}' is a JSON {value.ValueKind}, not text");
    }

    int Number(JsonElement action, string name) =>
        Long(action, name) is >= 1 and <= int.MaxValue and var number ? (int)number : throw Wrong($"'{name}' is no version of the protocol");

    long Long(JsonElement action, string name) => OptionalLong(action, name) ?? throw Wrong($"'{name}' is missing");

    long? OptionalLong(JsonElement action, string name)
    {
        if (!Object(action, "an action").TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong($"'{name}' is '{value.GetRawText()}', not a whole number");
    }

    ImmutableArray<string>? Texts(JsonElement action, string name)
    {
        if (!action.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)) throw Wrong($"'{name}' is no list of texts");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    ImmutableSortedDictionary<string, string> Map(JsonElement action, string name) =>
        Values(action, name).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);

    ImmutableSortedDictionary<string, string?> Values(JsonElement action, string name)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        if (!action.TryGetProperty(name, out var map) || map.ValueKind == JsonValueKind.Null) return values.ToImmutable();

        foreach (var pair in Object(map, $"'{name}'").EnumerateObject())
            values[pair.Name] = pair.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null ? pair.Value.GetString() : throw Wrong($"'{name}.{pair.Name}' is no text");
        return values.ToImmutable();
    }

    DeltaException Wrong(string what) => new(file, $"line {_line}: {what}.");
}
