using System.Text;
using System.Text.Json;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary><c>dataframe_split</c>: the names of columns once, then rows as lists.</summary>
static class SplitForm
{
    /// <summary>Reads the form, the reader being at its start; leaves it at its end.</summary>
    public static Table Read(ref Utf8JsonReader reader, FrameBuilder frame)
    {
        List<string>? columns = null;
        var dataAt = reader;
        var hasData = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("columns"u8)) columns = Names(ref reader);
            else if (reader.ValueTextEquals("data"u8))
            {
                // The data may come before the names of its columns: it is read when both are known.
                reader.Read();
                dataAt = reader;
                hasData = true;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("index"u8)) reader.Skip();
            else throw Unknown(Encoding.UTF8.GetString(reader.ValueSpan));
        }
        if (!hasData) throw Unknown(null);
        if (dataAt.TokenType != JsonTokenType.StartArray) throw NotAFrame($"'data' is {InvocationReader.Named(dataAt.TokenType)}, not a list of rows.");

        return Rows(ref dataAt, columns, frame);
    }

    static List<string> Names(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw NotAFrame($"'columns' is {InvocationReader.Named(reader.TokenType)}, not a list of names.");

        var names = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            names.Add(reader.TokenType switch
            {
                JsonTokenType.String => Text(ref reader),
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => throw NotAFrame($"a name in 'columns' is {InvocationReader.Named(reader.TokenType)}."),
            });
        return names;
    }

    static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw NotAFrame("a name in 'columns' holds half of a surrogate pair.");
        }
    }

    static Table Rows(ref Utf8JsonReader reader, List<string>? columns, FrameBuilder frame)
    {
        int[]? places = columns is null ? null : [.. columns.Select(frame.Find)];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                throw NotAFrame($"row {frame.Rows} is {InvocationReader.Named(reader.TokenType)}, not a list of values.");

            frame.BeginRow();
            var width = 0;
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; width++)
            {
                if (width < places?.Length && places[width] >= 0) frame.Add(places[width], ref reader, frame.Rows - 1);
                else reader.Skip();
            }
            if (places is not null && width != places.Length) throw NotAFrame($"{places.Length} columns passed, row {frame.Rows - 1} had {width} values.");
        }
        return frame.Build(frame.Rows);
    }

    static InvocationException Unknown(string? key) => InvocationException.Unreadable(
        $"Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields. {(key is null ? "'data' is missing." : $"Got '{key}'.")}");

    static InvocationException NotAFrame(string why) =>
        InvocationException.Unreadable($"Provided dataframe_split field is not a valid dataframe representation in 'split' format. Error: '{why}'");
}
