using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>Reads actions from lines of JSON. Unknown actions and fields are passed over.</summary>
sealed class ActionReader(string file)
{
    /// <summary>No values.</summary>
    public static readonly ImmutableSortedDictionary<string, string?> NoValues = ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal);

    int _line;

    public ActionList Actions { get; } = new();

    /// <summary>Reads all lines of a text.</summary>
    public static ActionList ReadAll(ReadOnlyMemory<byte> text, string file)
    {
        var reader = new ActionReader(file);
        reader.ReadLines(text);
        return reader.Actions;
    }

    /// <summary>Reads all lines of a text.</summary>
    public void ReadLines(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.Span.ContainsAnyExcept((byte)' ', (byte)'\r')) Read(line);
        }
    }

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
            throw new DeltaException(
                file, $"line {_line} is no JSON ({error.Message.TrimEnd('.')}). The file is damaged or cut: restore it from a copy.", error);
        }
        catch (InvalidOperationException error)
        {
            // What the JSON reader says of text that is no UTF-8.
            throw new DeltaException(
                file, $"line {_line} cannot be read ({error.Message.TrimEnd('.')}). The file is damaged: restore it from a copy.", error);
        }
    }

    /// <summary>A file's path, which comes from outside: decoded, and below the table.</summary>
    public string PathOf(string encoded)
    {
        var path = encoded.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(encoded) : encoded;
        if (path.Length == 0 || TablePath.IsAbsolute(path))
            throw Wrong($"the file path '{path}' is absolute: outside the table. Copy the table instead of referring to another one's files");
        if (TablePath.LeadsOut(path)) throw Wrong($"the file path '{path}' leads out of the table and is not followed");

        return path;
    }

    /// <summary>A deletion vector, its numbers checked.</summary>
    public DeletionVector VectorOf(string storage, string place, long? offset, long size, long cardinality) =>
        new(storage, place, offset is { } at ? Checked(at, "offset") : null, Checked(size, "sizeInBytes"), cardinality);

    void Read(string name, JsonElement action)
    {
        switch (name)
        {
            case "add":
                Actions.Adds.Add(Add(action));
                break;
            case "remove":
                Actions.Removes.Add(Remove(action));
                break;
            case "cdc":
                Actions.Changes.Add(new(PathOf(Text(action, "path")), OptionalLong(action, "size") ?? 0, ValuesOf(action, "partitionValues")));
                break;
            case "protocol":
                Actions.Protocol = new(
                    Number(action, "minReaderVersion"), Number(action, "minWriterVersion"), Texts(action, "readerFeatures"), Texts(action, "writerFeatures"),
                    action.GetRawText());
                break;
            case "metaData":
                Actions.Metadata = new(
                    Text(action, "id"), Text(action, "schemaString"), Texts(action, "partitionColumns") ?? [], Map(action, "configuration"),
                    action.GetRawText());
                break;
            case "txn":
                Actions.Transactions[Text(action, "appId")] = (Long(action, "version"), action.GetRawText());
                break;
            case "domainMetadata":
                Actions.Domains[Text(action, "domain")] = action.GetRawText();
                break;
            case "sidecar":
                Actions.Sidecars.Add(new(SidecarName(Text(action, "path")), OptionalLong(action, "sizeInBytes") ?? 0));
                break;
            case "commitInfo":
                Actions.CommitInfo = action.GetRawText();
                break;
        }
    }

    AddFile Add(JsonElement action)
    {
        var path = Text(action, "path");
        var stats = OptionalText(action, "stats");
        return new(
            PathOf(path), OptionalLong(action, "size") ?? 0, ValuesOf(action, "partitionValues"), VectorOf(action),
            stats is null ? default : Encoding.UTF8.GetBytes(stats))
        {
            EncodedPath = path,
            ModificationTime = OptionalLong(action, "modificationTime") ?? 0,
            DataChange = IsTrue(action, "dataChange") ?? true,
            Extras = ExtrasOf(action),
        };
    }

    RemoveFile Remove(JsonElement action)
    {
        var path = Text(action, "path");
        return new(PathOf(path), VectorOf(action), OptionalLong(action, "deletionTimestamp"))
        {
            EncodedPath = path,
            DataChange = IsTrue(action, "dataChange") ?? true,
            ExtendedFileMetadata = IsTrue(action, "extendedFileMetadata"),
            PartitionValues = Has(action, "partitionValues") ? ValuesOf(action, "partitionValues") : null,
            Size = OptionalLong(action, "size"),
            Extras = ExtrasOf(action),
        };
    }

    FileExtras? ExtrasOf(JsonElement action) => new FileExtras(
        Has(action, "tags") ? action.GetProperty("tags").GetRawText() : null,
        ValuesOf(action, "tags").GetValueOrDefault(FileColumns.Tag),
        OptionalLong(action, "baseRowId"),
        OptionalLong(action, "defaultRowCommitVersion"),
        OptionalText(action, "clusteringProvider")).OrNull();

    DeletionVector? VectorOf(JsonElement action)
    {
        if (!Has(action, "deletionVector")) return null;

        var vector = action.GetProperty("deletionVector");
        return VectorOf(
            Text(vector, "storageType"), Text(vector, "pathOrInlineDv"), OptionalLong(vector, "offset"), Long(vector, "sizeInBytes"),
            Long(vector, "cardinality"));
    }

    // A name, or an address of which only the name counts: sidecars lie in one folder.
    string SidecarName(string path)
    {
        var name = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        return name.Length > 0 && !name.Contains('/', StringComparison.Ordinal) && !TablePath.LeadsOut(name) && !TablePath.IsAbsolute(name)
            ? name
            : throw Wrong($"the sidecar '{path}' has no name of a file");
    }

    int Checked(long number, string name) =>
        number is >= 0 and <= int.MaxValue - 16 ? (int)number : throw Wrong($"'{name}' is {number}; allowed are 0 to {int.MaxValue - 16}");

    JsonElement Object(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.Object ? value : throw Wrong($"{what} is a JSON {value.ValueKind}, not an object");

    bool Has(JsonElement action, string name) =>
        Object(action, "an action").TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    bool? IsTrue(JsonElement action, string name) => !Has(action, name) ? null : action.GetProperty(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong($"'{name}' is '{action.GetProperty(name).GetRawText()}', neither true nor false"),
    };

    string Text(JsonElement action, string name) => OptionalText(action, name) ?? throw Wrong($"'{name}' is missing");

    string? OptionalText(JsonElement action, string name)
    {
        if (!Has(action, name)) return null;

        var value = action.GetProperty(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong($"'{name}' is a JSON {value.ValueKind}, not text");
    }

    int Number(JsonElement action, string name) =>
        Long(action, name) is >= 1 and <= int.MaxValue and var number ? (int)number : throw Wrong($"'{name}' is no version of the protocol");

    long Long(JsonElement action, string name) => OptionalLong(action, name) ?? throw Wrong($"'{name}' is missing");

    long? OptionalLong(JsonElement action, string name)
    {
        if (!Has(action, name)) return null;

        var value = action.GetProperty(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw Wrong($"'{name}' is '{value.GetRawText()}', not a whole number");
    }

    ImmutableArray<string>? Texts(JsonElement action, string name)
    {
        if (!Has(action, name)) return null;

        var value = action.GetProperty(name);
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw Wrong($"'{name}' is no list of texts");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    ImmutableSortedDictionary<string, string> Map(JsonElement action, string name) =>
        ValuesOf(action, name).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);

    ImmutableSortedDictionary<string, string?> ValuesOf(JsonElement action, string name) =>
        Has(action, name) ? Values(action.GetProperty(name), $"'{name}'") : NoValues;

    /// <summary>A map of texts.</summary>
    public ImmutableSortedDictionary<string, string?> Values(JsonElement map, string what)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var pair in Object(map, what).EnumerateObject())
            values[pair.Name] = pair.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null
                ? pair.Value.GetString()
                : throw Wrong($"{what}: '{pair.Name}' is no text");
        return values.Count == 0 ? NoValues : values.ToImmutable();
    }

    DeltaException Wrong(string what) => new(file, _line == 0 ? $"{what}." : $"line {_line}: {what}.");
}
