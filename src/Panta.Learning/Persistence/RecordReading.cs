using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panta.Learning.Persistence;

/// <summary>One reading of a JSON form into records; see <see cref="RecordReader"/>.</summary>
sealed class RecordReading(ICollection<DocumentProblem> problems, ArrayFile.Reader? arrays)
{
    public object? Value(JsonNode? node, Type type, bool nullable, string path)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) (type, nullable) = (underlying, true);
        if (type == typeof(JsonNode)) return node?.DeepClone();
        if (node is null) return nullable ? null : Problem(path, $"is null, but must be {Wording.Describe(type)}.");
        if (type == typeof(string))
            return node is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : Wrong(node, type, path);
        if (type == typeof(bool))
            return node is JsonValue flag && flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.GetValue<bool>() : Wrong(node, type, path);
        if (type == typeof(double) || type == typeof(float)) return Floating(node, type, path);
        if (Wording.IsInteger(type)) return Integer(node, type, path);
        if (type.IsEnum) return Name(node, type, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return List(node, type, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>)) return Map(node, type, path);
        return RecordReader.IsParsable(type) ? Parsed(node, type, path) : Record(node, type, path);
    }

    object? Floating(JsonNode node, Type type, string path)
    {
        double? number = node is not JsonValue value ? null : value.GetValueKind() switch
        {
            JsonValueKind.Number when double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
            JsonValueKind.String => NotFinite(value.GetValue<string>()),
            _ => null,
        };
        return number is null ? Wrong(node, type, path) : type == typeof(float) ? (float)number.Value : number.Value;
    }

    static double? NotFinite(string name) => name switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => null,
    };

    object? Integer(JsonNode node, Type type, string path)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number
            || !decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number != decimal.Truncate(number))
            return Wrong(node, type, path);

        try
        {
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return Wrong(node, type, path);
        }
    }

    object? Name(JsonNode node, Type type, string path)
    {
        var names = Enum.GetNames(type).ToDictionary(JsonNamingPolicy.CamelCase.ConvertName);
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String && names.TryGetValue(value.GetValue<string>(), out var name))
            return Enum.Parse(type, name);

        return Problem(path, $"is {Wording.Show(node)}. Allowed: {string.Join(", ", names.Keys)}.");
    }

    object? List(JsonNode node, Type type, string path)
    {
        if (arrays is not null && ArrayFile.Holds(type)) return arrays.Read(node, type, path, problems);
        if (node is not JsonArray items) return Wrong(node, type, path);

        var element = type.GetGenericArguments()[0];
        var values = Array.CreateInstance(element, items.Count);
        var before = problems.Count;
        for (var i = 0; i < items.Count; i++)
            if (Value(items[i], element, false, $"{path}/{i}") is { } value && problems.Count == before)
                values.SetValue(value, i);
        return ArrayFile.ToImmutable(values);
    }

    object? Map(JsonNode node, Type type, string path)
    {
        if (node is not JsonObject entries || type.GetGenericArguments() is not [var key, var element] || key != typeof(string)) return Wrong(node, type, path);

        var builder = (System.Collections.IDictionary)typeof(ImmutableSortedDictionary).GetMethod(nameof(ImmutableSortedDictionary.CreateBuilder), 2, [])!
            .MakeGenericMethod(key, element).Invoke(null, [])!;
        var before = problems.Count;
        foreach (var (name, entry) in entries)
            if (Value(entry, element, false, $"{path}/{RecordReader.Escape(name)}") is { } value && problems.Count == before)
                builder.Add(name, value);
        return builder.GetType().GetMethod("ToImmutable")!.Invoke(builder, []);
    }

    object? Parsed(JsonNode node, Type type, string path)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return Wrong(node, type, path);

        // What cannot be parsed is told by the type itself, which knows its form.
        try
        {
            return type.GetMethod("Parse", [typeof(string), typeof(IFormatProvider)])!.Invoke(null, [value.GetValue<string>(), CultureInfo.InvariantCulture]);
        }
        catch (TargetInvocationException error) when (error.InnerException is FormatException or OverflowException)
        {
            return type.Namespace == nameof(System) ? Wrong(node, type, path) : Problem(path, error.InnerException.Message);
        }
    }

    object? Record(JsonNode node, Type type, string path)
    {
        if (node is not JsonObject entries) return Wrong(node, type, path);

        var (key, allowed) = Stages.ChoicesFor(type);
        if ((key.Length == 0 ? type : Choose(entries, key, allowed, path)) is not { } chosen) return null;

        var shape = RecordShape.Of(chosen);
        var values = new Dictionary<RecordShape.Member, object?>();
        var before = problems.Count;
        foreach (var (name, entry) in entries)
        {
            if (name == key) continue;
            if (shape.Find(name) is not { } member)
                Problem($"{path}/{RecordReader.Escape(name)}", Wording.Unknown($"is no key of {shape.Type.Name}", name, shape.Members.Select(m => m.Name)));
            else values[member] = Member(entry, member, $"{path}/{RecordReader.Escape(name)}");
        }

        foreach (var member in shape.Members.Where(m => m.IsRequired && !values.ContainsKey(m)))
            Problem(path, $"{shape.Type.Name} needs the key '{member.Name}'.");
        return problems.Count == before ? Checked(shape.Create(values), path) : null;
    }

    Type? Choose(JsonObject entries, string key, ImmutableArray<(string Name, Type Type)> allowed, string path)
    {
        var names = allowed.Select(choice => choice.Name);
        if (entries[key] is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
        {
            Problem(path, $"needs the key '{key}', one of: {string.Join(", ", names)}.");
            return null;
        }

        var name = value.GetValue<string>();
        if (allowed.FirstOrDefault(choice => choice.Name == name) is { Type: { } found }) return found;

        Problem($"{path}/{key}", Wording.Unknown($"is no {key}", name, names));
        return null;
    }

    public object? Member(JsonNode? node, RecordShape.Member member, string path)
    {
        var before = problems.Count;
        var value = Value(node, member.Type, member.IsNullable, path);
        if (problems.Count > before) return null;

        foreach (var rule in member.Property.GetCustomAttributes<ValidationAttribute>())
            if (!rule.IsValid(value))
                Problem(path, rule.FormatErrorMessage(member.Name));
        return value;
    }

    object? Checked(object record, string path)
    {
        if (record is not IValidatableObject) return record;

        var found = new List<ValidationResult>();
        Validator.TryValidateObject(record, new(record), found, validateAllProperties: false);
        foreach (var problem in found) Problem(path, problem.ErrorMessage ?? "is not valid.");
        return record;
    }

    object? Wrong(JsonNode node, Type type, string path) => Problem(path, $"is {Wording.Show(node)}, but must be {Wording.Describe(type)}.");

    object? Problem(string path, string message)
    {
        problems.Add(new(path, message));
        return null;
    }
}
