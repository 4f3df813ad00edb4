using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>Reads and writes the schema as Delta's log has it (Spark's JSON), and the name each column has for us.</summary>
static class SchemaJson
{
    /// <summary>The metadata key under which a field keeps the name it was given, where Delta forbids a character of it.</summary>
    public const string OriginalName = "panta.name";

    const string VectorKey = "panta.vector";
    const string UnitKey = "panta.unit";
    const string NominalKey = "panta.nominal";
    const string VectorClass = "org.apache.spark.ml.linalg.VectorUDT";
    const string Void = "void";
    const int MostLevels = 256;
    const string Forbidden = " ,;{}()\n\t=";

    /// <summary>Reads a schema.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="table">The table, for messages.</param>
    public static Schema Read(string text, string table)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = MostLevels });
            return Fields(document.RootElement, table, "");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new DeltaException(table, $"its schema cannot be read ({error.Message.TrimEnd('.')}).", error);
        }
    }

    /// <summary>A schema as Delta writes it.</summary>
    public static string Write(Schema schema) => Struct(schema).ToJsonString();

    /// <summary>The JSON of one field.</summary>
    public static JsonNode Write(Field field)
    {
        var metadata = new JsonObject();
        foreach (var (key, value) in field.Metadata) metadata[key] = value;
        if (field.Unit is { } unit) metadata[UnitKey] = unit;
        if (field.Nominal is { } nominal) metadata[NominalKey] = new JsonArray([.. nominal.Select(value => JsonValue.Create(value))]);
        if (field.Type.Kind == TypeKind.Vector) metadata[VectorKey] = true;
        return new JsonObject { ["name"] = field.Name, ["type"] = Type(field.Type), ["nullable"] = field.Nullable, ["metadata"] = metadata };
    }

    /// <summary>The name that a field has in our tables.</summary>
    public static string NameOf(Field field) => field.Metadata.GetValueOrDefault(OriginalName, field.Name);

    /// <summary>The field under a name that Delta allows and none of <paramref name="taken"/> has, ignoring case; the given name stays in its metadata.</summary>
    public static Field Allowed(Field field, IEnumerable<string> taken)
    {
        var names = taken.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var stem = string.Concat(field.Name.Select(c => Forbidden.Contains(c, StringComparison.Ordinal) ? '_' : c));
        var name = stem.Length == 0 ? "_" : stem;
        for (var i = 2; names.Contains(name); i++) name = $"{stem}_{i}";
        return name == field.Name ? field : field with { Name = name, Metadata = field.Metadata.SetItem(OriginalName, field.Name) };
    }

    static JsonObject Struct(Schema schema) => new()
    {
        ["type"] = "struct",
        ["fields"] = new JsonArray([.. schema.Fields.Select(Write)]),
    };

    /// <summary>The JSON of a type.</summary>
    public static JsonNode Type(DataType type) => type.Kind switch
    {
        TypeKind.Struct => Struct(type.Fields!),
        TypeKind.Array => new JsonObject { ["type"] = "array", ["elementType"] = Type(type.Element!), ["containsNull"] = true },
        TypeKind.Map => new JsonObject { ["type"] = "map", ["keyType"] = Type(type.Key!), ["valueType"] = Type(type.Element!), ["valueContainsNull"] = true },
        TypeKind.Vector => new JsonObject { ["type"] = "array", ["elementType"] = "double", ["containsNull"] = false },
        _ => JsonValue.Create(type.ToString()),
    };

    static Schema Fields(JsonElement type, string table, string prefix)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var fields = ImmutableArray.CreateBuilder<Field>();
        foreach (var json in type.GetProperty("fields").EnumerateArray())
        {
            var field = FieldOf(json, table, prefix);
            if (!seen.Add(field.Name)) throw new DeltaException(table, $"its schema has the column '{prefix}{field.Name}' twice, ignoring case.");
            fields.Add(field);
        }

        return new(fields.ToImmutable());
    }

    static Field FieldOf(JsonElement json, string table, string prefix)
    {
        var name = json.GetProperty("name").GetString() ?? throw new JsonException("a column has no name");
        var metadata = json.TryGetProperty("metadata", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var isVector = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(VectorKey, out _);
        return new(name, isVector ? DataType.Vector : TypeOf(json.GetProperty("type"), table, prefix + name))
        {
            Nullable = json.GetProperty("nullable").GetBoolean(),
            Unit = TextOf(metadata, UnitKey),
            Nominal = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(NominalKey, out var nominal)
                ? [.. nominal.EnumerateArray().Select(value => value.GetString()!)]
                : null,
            Metadata = metadata.ValueKind == JsonValueKind.Object ? Remaining(metadata) : ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    static string? TextOf(JsonElement metadata, string key) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(key, out var value) ? value.GetString() : null;

    static ImmutableSortedDictionary<string, string> Remaining(JsonElement metadata) => metadata.EnumerateObject()
        .Where(pair => pair.Name is not (UnitKey or NominalKey or VectorKey))
        .DistinctBy(pair => pair.Name)
        .ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.ToString(), StringComparer.Ordinal);

    static DataType TypeOf(JsonElement type, string table, string column)
    {
        if (type.ValueKind == JsonValueKind.String) return Flat(type.GetString()!, table, column);

        return type.GetProperty("type").GetString() switch
        {
            "struct" => DataType.Struct(Fields(type, table, column + ".")),
            "array" => DataType.Array(TypeOf(type.GetProperty("elementType"), table, column + ".element")),
            "map" => DataType.Map(TypeOf(type.GetProperty("keyType"), table, column + ".key"), TypeOf(type.GetProperty("valueType"), table, column + ".value")),
            "udt" when type.GetProperty("class").GetString() == VectorClass => DataType.Vector,
            var other => throw new DeltaException(table, $"column '{column}' has the type '{other}', which is not supported."),
        };
    }

    static DataType Flat(string name, string table, string column)
    {
        try
        {
            // A column of nothing but nulls: no file has it.
            if (name == Void) return DataType.Int32;
            return name == "vector" ? throw new FormatException() : DataType.Parse(name);
        }
        catch (FormatException)
        {
            throw new DeltaException(table, $"column '{column}' has the type '{name}', which is not supported.");
        }
    }
}
