using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>
/// Rows as JSON objects that lose nothing: numbers at full precision (float32 as the float64 of the same value), NaN and infinities as texts (<c>"NaN"</c>,
/// <c>"Infinity"</c>, <c>"-Infinity"</c>), decimals as <c>{"decimal": "1.50"}</c>, bytes as <c>{"hex": "00ff"}</c>, dates and times in ISO 8601 (instants in
/// UTC, with <c>+00:00</c>), vectors and arrays as arrays, maps as arrays of <c>[key, value]</c>, structs as objects.
/// </summary>
public static class JsonRows
{
    const int FlushBytes = 1 << 16;

    /// <summary>Writes all rows as JSON lines, UTF-8: an object and a line feed each.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="into">The stream written to; it stays open.</param>
    public static void WriteLines(Table table, Stream into)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushBytes * 2);
        using var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        for (var row = 0; row < table.RowCount; row++)
        {
            Write(json, table, row);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < FlushBytes && row < table.RowCount - 1) continue;

            into.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    /// <summary>Writes a row as an object, a property a column.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="table">The rows.</param>
    /// <param name="row">The row, from 0.</param>
    public static void Write(Utf8JsonWriter json, Table table, int row) => Fields(json, table.Schema, table.Columns.AsSpan(), row);

    /// <summary>Writes one value.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="column">The column.</param>
    /// <param name="row">The row, from 0.</param>
    public static void WriteValue(Utf8JsonWriter json, Column column, int row)
    {
        if (column.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (column)
        {
            case ArrayColumn arrays: Elements(json, arrays, arrays.Offsets.Span[row], arrays.Offsets.Span[row + 1]); break;
            case MapColumn maps: Entries(json, maps, maps.Offsets.Span[row], maps.Offsets.Span[row + 1]); break;
            case StructColumn structs: Fields(json, structs.Fields, structs.Columns.AsSpan(), row); break;
            default: Flat(json, column, row); break;
        }
    }

    static void Flat(Utf8JsonWriter json, Column column, int row)
    {
        switch (column.Value(row))
        {
            case bool value: json.WriteBooleanValue(value); break;
            case sbyte value: json.WriteNumberValue(value); break;
            case short value: json.WriteNumberValue(value); break;
            case int value: json.WriteNumberValue(value); break;
            case long value: json.WriteNumberValue(value); break;
            case float value: Number(json, value); break;
            case double value: Number(json, value); break;
            case byte[] value: Tagged(json, "hex", Convert.ToHexStringLower(value)); break;
            case DateOnly value: json.WriteStringValue(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset value: json.WriteStringValue(Instant(value.UtcDateTime) + "+00:00"); break;
            case DateTime value: json.WriteStringValue(Instant(value)); break;
            case double[] values: Vector(json, values); break;
            case var value when column.Type.Kind == TypeKind.Decimal: Tagged(json, "decimal", Convert.ToString(value, CultureInfo.InvariantCulture)!); break;
            case var value: json.WriteStringValue((string)value!); break;
        }
    }

    static void Fields(Utf8JsonWriter json, Schema fields, ReadOnlySpan<Column> columns, int row)
    {
        json.WriteStartObject();
        for (var i = 0; i < columns.Length; i++)
        {
            json.WritePropertyName(fields[i].Name);
            WriteValue(json, columns[i], row);
        }

        json.WriteEndObject();
    }

    static void Elements(Utf8JsonWriter json, ArrayColumn column, int from, int to)
    {
        json.WriteStartArray();
        for (var i = from; i < to; i++) WriteValue(json, column.Elements, i);
        json.WriteEndArray();
    }

    static void Entries(Utf8JsonWriter json, MapColumn column, int from, int to)
    {
        json.WriteStartArray();
        for (var i = from; i < to; i++)
        {
            json.WriteStartArray();
            WriteValue(json, column.Keys, i);
            WriteValue(json, column.Values, i);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    static void Vector(Utf8JsonWriter json, double[] values)
    {
        json.WriteStartArray();
        foreach (var value in values) Number(json, value);
        json.WriteEndArray();
    }

    // A point tells a float from a whole number, and keeps the sign of −0.
    static void Number(Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }

        Span<char> text = stackalloc char[32];
        _ = value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny('.', 'E') < 0) ".0".CopyTo(text[length..]);
        json.WriteRawValue(text[..(text[..length].IndexOfAny('.', 'E') < 0 ? length + 2 : length)], skipInputValidation: true);
    }

    static void Tagged(Utf8JsonWriter json, string tag, string text)
    {
        json.WriteStartObject();
        json.WriteString(tag, text);
        json.WriteEndObject();
    }

    static string Instant(DateTime time) =>
        time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
