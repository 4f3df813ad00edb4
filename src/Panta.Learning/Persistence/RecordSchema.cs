using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panta.Learning.Persistence;

/// <summary>
/// The JSON schema (draft 2020-12) of a record's text form: keys, types, defaults, ranges, allowed values and, where the assembly's XML documentation lies
/// beside it, descriptions. Editors complete and check project files by it.
/// </summary>
public static class RecordSchema
{
    /// <summary>The schema of a type's text form.</summary>
    /// <typeparam name="T">A record, or an interface such as <see cref="Pipelines.IStage"/>: then any stage that a file may declare.</typeparam>
    public static JsonObject Of<T>()
    {
        var writing = new Writing();
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema" };
        foreach (var (key, value) in writing.Root(typeof(T))) schema[key] = value?.DeepClone();
        schema["$defs"] =
            new JsonObject([.. writing.Definitions.Select(definition => KeyValuePair.Create<string, JsonNode?>(definition.Key, definition.Value))]);
        return schema;
    }

    sealed class Writing
    {
        public SortedDictionary<string, JsonObject> Definitions { get; } = new(StringComparer.Ordinal);

        public JsonObject Root(Type type) => Stages.ChoicesFor(type).Key.Length > 0 ? Choice(type) : Record(type, null);

        JsonObject Value(Type type)
        {
            if (Nullable.GetUnderlyingType(type) is { } underlying) return Value(underlying);
            if (type == typeof(JsonNode)) return [];
            if (type == typeof(string)) return new() { ["type"] = "string" };
            if (type == typeof(bool)) return new() { ["type"] = "boolean" };
            if (type == typeof(double) || type == typeof(float)) return new() { ["type"] = "number" };
            if (Wording.IsInteger(type)) return new() { ["type"] = "integer" };
            if (type.IsEnum)
                return new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name)))]) };
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
                return new() { ["type"] = "array", ["items"] = Value(type.GetGenericArguments()[0]) };
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>))
                return new() { ["type"] = "object", ["additionalProperties"] = Value(type.GetGenericArguments()[1]) };
            if (RecordReader.IsParsable(type)) return new() { ["type"] = "string" };
            return Stages.ChoicesFor(type).Key.Length > 0 ? Choice(type) : Reference(type.Name, type, null);
        }

        // Models are read from model folders only: files that people write declare estimators and transformers.
        JsonObject Choice(Type type)
        {
            var (key, allowed) = Stages.ChoicesFor(type);
            var choices =
                allowed.Where(choice => !Stages.Models.Contains(choice.Type)).Select(choice => Reference(choice.Name, choice.Type, (key, choice.Name)));
            return new() { ["oneOf"] = new JsonArray([.. choices]) };
        }

        JsonObject Reference(string name, Type type, (string Key, string Name)? choice)
        {
            if (Definitions.TryAdd(name, [])) Definitions[name] = Record(type, choice);
            return new() { ["$ref"] = $"#/$defs/{name}" };
        }

        JsonObject Record(Type type, (string Key, string Name)? choice)
        {
            var shape = RecordShape.Of(type);
            var properties = new JsonObject();
            if (choice is { } named) properties[named.Key] = new JsonObject { ["const"] = named.Name };
            foreach (var member in shape.Members) properties[member.Name] = Property(member);

            var required = shape.Members.Where(member => member.IsRequired).Select(member => member.Name);
            if (choice is not null) required = required.Prepend(choice.Value.Key);
            var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
            if (required.Any()) schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
            if (Summaries.Of(type) is { } summary) schema["description"] = summary;
            return schema;
        }

        JsonObject Property(RecordShape.Member member)
        {
            var schema = Value(member.Type);
            if (member.IsNullable && schema["type"] is { } type) schema["type"] = new JsonArray(type.DeepClone(), "null");
            if (Summaries.Of(member.Property) is { } summary) schema["description"] = summary;
            if (!member.IsRequired && RecordWriter.Write(member.Default, member.Type, false, null) is { } written) schema["default"] = written;
            if (member.Property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
                schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create(value?.ToString()))]);
            if (member.Property.GetCustomAttribute<RangeAttribute>() is { } range) AddRange(schema, range);
            return schema;
        }

        // Bounds at the ends of the type say nothing.
        static void AddRange(JsonObject schema, RangeAttribute range)
        {
            var (least, most) = (Convert.ToDouble(range.Minimum), Convert.ToDouble(range.Maximum));
            if (least > int.MinValue) schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = least;
            if (most < int.MaxValue) schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = most;
        }
    }
}
