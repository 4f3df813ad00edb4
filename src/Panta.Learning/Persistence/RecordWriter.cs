using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panta.Learning.Persistence;

/// <summary>
/// Writes records as JSON: keys in camelCase, in order of declaration. A value whose property may hold several types is named by its type
/// (<c>"stage": "StandardScaler"</c>). NaN and infinities are the strings <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
public static class RecordWriter
{
    /// <summary>The JSON form of a value.</summary>
    /// <typeparam name="T">The type it is read back as; an interface such as <see cref="Pipelines.IStage"/> makes the form name its type.</typeparam>
    /// <param name="value">A record of flat values, arrays, dictionaries by text, and records.</param>
    /// <param name="defaults">Whether values equal to their default are written. Default true: the form means the same when a default changes later.</param>
    public static JsonNode? Write<T>(T value, bool defaults = true) => Write(value, typeof(T), defaults, null);

    internal static JsonNode? Write(object? value, Type declared, bool defaults, ArrayFile.Writer? arrays) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        double number => Number(number),
        float number => Number(number),
        Enum name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name.ToString())),
        long or int or short or sbyte or byte or ushort or uint or ulong => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        IDictionary map => Map(map, defaults, arrays),
        IEnumerable items => arrays is not null && ArrayFile.Holds(value.GetType()) ? arrays.Add(value) : List(items, declared, defaults, arrays),
        IFormattable when RecordReader.IsParsable(value.GetType()) => JsonValue.Create(Text(value)),
        _ => Record(value, declared, defaults, arrays),
    };

    static JsonValue Number(double number) => double.IsFinite(number)
        ? JsonValue.Create(number)
        : JsonValue.Create(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");

    static string Text(object value) => value switch
    {
        DateTimeOffset or DateTime or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    static JsonObject Map(IDictionary map, bool defaults, ArrayFile.Writer? arrays)
    {
        var declared = map.GetType().GetGenericArguments()[^1];
        var written = new JsonObject();
        foreach (DictionaryEntry entry in map) written.Add((string)entry.Key, Write(entry.Value, declared, defaults, arrays));
        return written;
    }

    static JsonArray? List(IEnumerable items, Type declared, bool defaults, ArrayFile.Writer? arrays)
    {
        var element = (Nullable.GetUnderlyingType(declared) ?? declared).GetGenericArguments() is [var type] ? type : typeof(object);
        if (IsDefaultArray(items)) return [];

        var written = new JsonArray();
        foreach (var item in items) written.Add(Write(item, element, defaults, arrays));
        return written;
    }

    static bool IsDefaultArray(IEnumerable items) =>
        items.GetType().GetProperty(nameof(ImmutableArray<int>.IsDefault)) is { } property && (bool)property.GetValue(items)!;

    static JsonObject Record(object value, Type declared, bool defaults, ArrayFile.Writer? arrays)
    {
        var shape = RecordShape.Of(value.GetType());
        var written = new JsonObject();
        if (Stages.ChoicesFor(declared) is { Key.Length: > 0 } choices)
            written.Add(choices.Key, choices.Allowed.FirstOrDefault(choice => choice.Type == shape.Type).Name ?? shape.Type.Name);
        foreach (var member in shape.Members)
        {
            var node = Write(member.Property.GetValue(value), member.Type, defaults, arrays);
            if (defaults || member.IsRequired || !JsonNode.DeepEquals(node, Write(member.Default, member.Type, defaults, null))) written.Add(member.Name, node);
        }

        return written;
    }
}
