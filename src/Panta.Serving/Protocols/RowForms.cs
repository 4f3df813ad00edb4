using System.Text.Json;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>Forms that list rows: records (objects), or bare values for a model with one column.</summary>
static class RowForms
{
    /// <summary>Reads a list of objects; the reader is at its start and is left at its end. Names that a record lacks are null in its row.</summary>
    public static Table Records(ref Utf8JsonReader reader, FrameBuilder frame)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Record(ref reader, frame, out _);
        return frame.Build(frame.Rows);
    }

    /// <summary>Reads a list whose first item tells what it is: records, or values of the model's only column.</summary>
    /// <param name="reader">At the start of the list; left at its end.</param>
    /// <param name="frame">Filled.</param>
    /// <param name="even">Whether every record must have the same names.</param>
    public static Table List(ref Utf8JsonReader reader, FrameBuilder frame, bool even)
    {
        var peek = reader;
        peek.Read();
        if (peek.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndArray)) return Values(ref reader, frame);
        if (!even) return Records(ref reader, frame);

        ulong? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Record(ref reader, frame, out var names);
            if (names != (first ??= names)) throw Uneven();
        }
        return frame.Build(frame.Rows);
    }

    internal static InvocationException Uneven() =>
        InvocationException.Schema("The length of values for each input/column name are not the same. Give every column as many values.");

    static void Record(ref Utf8JsonReader reader, FrameBuilder frame, out ulong names)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw InvocationException.Unreadable(
                $"Row {frame.Rows} is {InvocationReader.Named(reader.TokenType)}, not an object with a value for each column.");

        frame.BeginRow();
        names = 0;
        var guess = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = frame.Find(ref reader, guess);
            reader.Read();
            if (at < 0)
            {
                reader.Skip();
                continue;
            }
            guess = at + 1;
            names += (ulong)guess * 0x9E3779B97F4A7C15; // a sum, so that the order of names does not matter
            frame.Add(at, ref reader, frame.Rows - 1);
        }
        frame.EndRow();
    }

    static Table Values(ref Utf8JsonReader reader, FrameBuilder frame)
    {
        if (frame.InputCount != 1)
            throw InvocationException.Schema(
                $"This model contains a column-based signature of {frame.InputCount} named columns; "
                + "a bare list has no names. Give records, or an object of columns.");

        frame[0].Seen = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            frame.BeginRow();
            frame.Add(0, ref reader, frame.Rows - 1);
        }
        return frame.Build(frame.Rows);
    }
}
