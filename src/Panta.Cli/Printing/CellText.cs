using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Panta.Data.Tables;

namespace Panta.Cli.Printing;

/// <summary>
/// Values as a person reads them in a terminal: null is <c>null</c>, the text of that name is <c>"null"</c>, the empty one <c>""</c>. Whatever could steer the terminal
/// is shown by its code.
/// </summary>
static class CellText
{
    const int Longest = 1000;

    static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>One value.</summary>
    public static string Of(Column column, int row) => column.IsNull(row) ? "null" : column.Value(row) switch
    {
        "" => "\"\"",
        "null" => "\"null\"",
        string text => Visible(text),
        byte[] bytes => $"0x{Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, Longest)))}",
        DateTimeOffset instant => $"{Time(instant.UtcDateTime)}Z",
        _ => Visible(Plain(column, row)),
    };

    /// <summary>A value that is neither null, text nor bytes, as it is written everywhere: numbers at full precision, nested values as JSON.</summary>
    public static string Plain(Column column, int row) => column.Value(row) switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => $"{Time(instant.UtcDateTime)}+00",
        DateTime local => Time(local),
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Nested(column, row),
    };

    /// <summary>A text on one line without control characters, at most 1,000 characters of it.</summary>
    public static string Visible(string text)
    {
        var isLong = text.Length > Longest;
        var shown = isLong ? text.AsSpan(0, Longest) : text;
        if (!isLong && !Array.Exists(text.ToCharArray(), IsHidden)) return text;

        var visible = new StringBuilder(shown.Length + 16);
        foreach (var character in shown)
        {
            if (IsHidden(character)) visible.Append(Escape(character));
            else visible.Append(character);
        }

        return isLong ? visible.Append('…').ToString() : visible.ToString();
    }

    // Besides controls: what turns the direction of writing, and what ends lines.
    static bool IsHidden(char character) =>
        char.IsControl(character) || character is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f' or '\ufeff';

    static string Escape(char character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)character:x4}",
    };

    static string Time(DateTime time) =>
        time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    static string Nested(Column column, int row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json)) JsonRows.WriteValue(json, column, row);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
