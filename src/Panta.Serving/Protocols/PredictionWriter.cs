using System.Buffers;
using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>
/// Writes MLflow's answer <c>{"predictions": …}</c>: a list of values where the model answers one column, else a list of records. Numbers are written with the
/// shortest digits that read back to the same bits; NaN and infinities as null, since JSON has no word for them; times in ISO 8601, bytes in base64.
/// </summary>
public static class PredictionWriter
{
    /// <summary>Writes the answer for scored rows.</summary>
    /// <param name="output">Where the UTF-8 text goes.</param>
    /// <param name="predictions">The model's output columns.</param>
    public static void Write(IBufferWriter<byte> output, Table predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);

        using var json = new Utf8JsonWriter(output, new() { SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray("predictions"u8);
        if (predictions.Columns.Length == 1) WriteValues(json, predictions.Columns[0]);
        else WriteRecords(json, predictions);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteValues(Utf8JsonWriter json, Column column)
    {
        for (var row = 0; row < column.Length; row++) WriteValue(json, column, row);
    }

    static void WriteRecords(Utf8JsonWriter json, Table table)
    {
        var names = table.Schema.Names.Select(name => JsonEncodedText.Encode(name)).ToArray();
        for (var row = 0; row < table.RowCount; row++)
        {
            json.WriteStartObject();
            for (var i = 0; i < names.Length; i++)
            {
                json.WritePropertyName(names[i]);
                WriteValue(json, table.Columns[i], row);
            }
            json.WriteEndObject();
        }
    }

    static void WriteValue(Utf8JsonWriter json, Column column, int row)
    {
        if (column.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (column)
        {
            case Column<double> numbers: WriteNumber(json, numbers.Span[row]); break;
            case Column<float> numbers: WriteNumber(json, numbers.Span[row]); break;
            case Column<bool> truths: json.WriteBooleanValue(truths.Span[row]); break;
            case TextColumn texts: json.WriteStringValue(texts[row]); break;
            case Column<int> { Type.Kind: TypeKind.Int32 } whole: json.WriteNumberValue(whole.Span[row]); break;
            case Column<long> { Type.Kind: TypeKind.Int64 } whole: json.WriteNumberValue(whole.Span[row]); break;
            case VectorColumn: WriteVector(json, (double[])column.Value(row)!); break;
            default: WriteOther(json, column.Value(row)); break;
        }
    }

    static void WriteVector(Utf8JsonWriter json, double[] vector)
    {
        json.WriteStartArray();
        foreach (var slot in vector) WriteNumber(json, slot);
        json.WriteEndArray();
    }

    static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteNullValue();
    }

    static void WriteNumber(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteNullValue();
    }

    static void WriteOther(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case DateTimeOffset instant: json.WriteStringValue(instant.UtcDateTime); break;
            case DateTime local: json.WriteStringValue(local); break;
            case DateOnly date: json.WriteStringValue(date.ToString("yyyy-MM-dd")); break;
            case byte[] bytes: json.WriteBase64StringValue(bytes); break;
            case decimal number: json.WriteNumberValue(number); break;
            case sbyte or short: json.WriteNumberValue(Convert.ToInt32(value)); break;
            default: json.WriteStringValue(Convert.ToString(value)); break;
        }
    }
}
