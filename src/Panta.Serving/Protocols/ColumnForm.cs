using System.Text.Json;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary><c>inputs</c> or <c>instances</c> as an object: a list of values for each column, or one value for each (one row).</summary>
static class ColumnForm
{
    /// <summary>Reads the form, the reader being at its start; leaves it at its end.</summary>
    public static Table Read(ref Utf8JsonReader reader, FrameBuilder frame)
    {
        int? length = null;
        var guess = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = frame.Find(ref reader, guess);
            if (at >= 0) guess = at + 1;
            reader.Read();

            var rows = Column(ref reader, frame, at);
            if (rows != (length ??= rows)) throw RowForms.Uneven();
        }
        return frame.Build(length ?? 0);
    }

    static int Column(ref Utf8JsonReader reader, FrameBuilder frame, int at)
    {
        // With a column of arrays a list is one value, as MLflow reads it.
        if (reader.TokenType != JsonTokenType.StartArray || frame.HasArrays) return One(ref reader, frame, at);

        var rows = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rows++)
        {
            while (frame.Rows <= rows) frame.BeginRow();
            if (at < 0) reader.Skip();
            else frame.Add(at, ref reader, rows);
        }
        return rows;
    }

    static int One(ref Utf8JsonReader reader, FrameBuilder frame, int at)
    {
        if (at < 0) reader.Skip();
        else frame.Add(at, ref reader, 0);
        return 1;
    }
}
