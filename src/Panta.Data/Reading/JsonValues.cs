using System.Globalization;
using System.Text;
using System.Text.Json;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>Values of JSON as those of a type, exactly or not at all: 1.5 is no long, and a time with a zone no timestamp_ntz.</summary>
static class JsonValues
{
    public static long Long(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value
        : throw Unfit(ref reader, DataType.Int64);

    public static double Double(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value)) return value;
        // What this library writes for what JSON has no number for.
        if (reader.TokenType != JsonTokenType.String) throw Unfit(ref reader, DataType.Float64);
        if (reader.ValueTextEquals("NaN"u8)) return double.NaN;
        if (reader.ValueTextEquals("Infinity"u8)) return double.PositiveInfinity;
        return reader.ValueTextEquals("-Infinity"u8) ? double.NegativeInfinity : throw Unfit(ref reader, DataType.Float64);
    }

    public static bool Bool(ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean()
        : throw Unfit(ref reader, DataType.Bool);

    /// <summary>The value that a reader stands on, to its end, as a column's builder takes it.</summary>
    public static object? Value(ref Utf8JsonReader reader, DataType type)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;

        return type.Kind switch
        {
            TypeKind.Bool => Bool(ref reader),
            TypeKind.Int64 => Long(ref reader),
            TypeKind.Int8 or TypeKind.Int16 or TypeKind.Int32 => Integer(ref reader, type),
            TypeKind.Float64 => Double(ref reader),
            TypeKind.Float32 => (float)Double(ref reader),
            TypeKind.Decimal => Decimal(ref reader, type),
            TypeKind.String => Text(ref reader),
            TypeKind.Binary => reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw Unfit(ref reader, type),
            TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampNtz => Time(ref reader, type),
            TypeKind.Vector => Vector(ref reader, type),
            TypeKind.Array => List(ref reader, type),
            _ => Pairs(ref reader, type),
        };
    }

    static int Integer(ref Utf8JsonReader reader, DataType type)
    {
        var (min, max) = type.Kind switch
        {
            TypeKind.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            TypeKind.Int16 => (short.MinValue, short.MaxValue),
            _ => (int.MinValue, int.MaxValue),
        };
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value >= min && value <= max ? value
            : throw Unfit(ref reader, type);
    }

    // Of numbers the digits as they stand there; in texts too, since JSON's numbers are doubles to many a writer.
    static decimal Decimal(ref Utf8JsonReader reader, DataType type) =>
        reader.TokenType is JsonTokenType.Number or JsonTokenType.String && !(reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
            && CsvValues.IsDecimal(reader.ValueSpan, '.', null, type.Precision, type.Scale)
            && decimal.TryParse(reader.ValueSpan, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) && HasAllDigits(reader.ValueSpan, value)
            ? value : throw Unfit(ref reader, type);

    // A decimal of .NET has 28 digits and rounds those beyond.
    static bool HasAllDigits(ReadOnlySpan<byte> text, decimal value) => text.Length <= 28
        || CsvValues.IsDecimal(text, '.', null, 28, Math.Min(28, (int)value.Scale));

    static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString()!;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return Encoding.UTF8.GetString(reader.ValueSpan);

        using var json = JsonDocument.ParseValue(ref reader);
        return json.RootElement.GetRawText();
    }

    static object Time(ref Utf8JsonReader reader, DataType type)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped) throw Unfit(ref reader, type);

        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        var isTime = CsvValues.IsTime(reader.ValueSpan, out var zoned);
        return type.Kind switch
        {
            TypeKind.Date when CsvValues.IsDate(reader.ValueSpan) => DateOnly.Parse(text, CultureInfo.InvariantCulture),
            TypeKind.Timestamp when isTime => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            TypeKind.TimestampNtz when isTime && !zoned => DateTime.SpecifyKind(DateTime.Parse(text, CultureInfo.InvariantCulture), DateTimeKind.Unspecified),
            _ => throw Unfit(ref reader, type),
        };
    }

    static double[] Vector(ref Utf8JsonReader reader, DataType type)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Unfit(ref reader, type);

        var slots = new List<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) slots.Add(reader.TokenType == JsonTokenType.Null ? double.NaN : Double(ref reader));
        return [.. slots];
    }

    static List<object?> List(ref Utf8JsonReader reader, DataType type)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Unfit(ref reader, type);

        var elements = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) elements.Add(Value(ref reader, type.Element!));
        return elements;
    }

    static Dictionary<string, object?> Pairs(ref Utf8JsonReader reader, DataType type)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Unfit(ref reader, type);

        var pairs = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var inner = type.Kind == TypeKind.Map ? type.Element! : type.Fields!.Find(name)?.Type;
            reader.Read();
            if (inner is null) throw new JsonValueException($"there is a field '{name}', which {type} has not");
            if (!pairs.TryAdd(name, Value(ref reader, inner))) throw new JsonValueException($"the field '{name}' is there twice");
        }

        return pairs;
    }

    static JsonValueException Unfit(ref Utf8JsonReader reader, DataType type)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => $"\"{Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(200, reader.ValueSpan.Length)])}\"",
            _ => Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(200, reader.ValueSpan.Length)]),
        };
        return new($"{text} is no {type}");
    }
}
