using System.IO.Compression;
using System.Text;

namespace Panta.Data.Reading;

/// <summary>
/// What DuckDB's own sniffing gets wrong without a word: on a line with too many values it takes another delimiter, and the whole line for one text. So the
/// delimiter is decided here, by the first line, and a line that does not fit is an error.
/// </summary>
static class CsvDialect
{
    const string Delimiters = ",;\t|";
    const int LongestHeader = 1 << 20;

    /// <summary>The delimiter that the first line has most of, outside quotes; a comma where it has none. Null where the file is compressed in a way .NET does not read.</summary>
    public static char? DelimiterOf(string path)
    {
        if (path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)) return null;

        using var file = OpenText(path);
        var buffer = new char[LongestHeader];
        var text = buffer.AsSpan(0, file.ReadBlock(buffer));
        Span<int> counts = stackalloc int[Delimiters.Length];
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"') quoted = !quoted;
            if (quoted) continue;
            if (c is '\n' or '\r') break;

            var at = Delimiters.IndexOf(c, StringComparison.Ordinal);
            if (at >= 0) counts[at]++;
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[best]) best = i;
        return Delimiters[best];
    }

    /// <summary>The first line whose number of values is not the first line's; null where all agree. Costs one pass over the text.</summary>
    public static (long Line, int Values, int Expected, string Text)? FindRaggedLine(string path, char delimiter)
    {
        using var file = OpenText(path);
        var (number, expected) = (0L, -1);
        while (file.ReadLine() is { } line)
        {
            number++;
            var (start, text) = (number, line);
            // A quote still open goes on in the next line.
            while (text.AsSpan().Count('"') % 2 == 1 && file.ReadLine() is { } more)
            {
                text = $"{text}\n{more}";
                number++;
            }

            if (text.Length == 0) continue;

            var values = CountValues(text, delimiter);
            if (expected < 0) expected = values;
            else if (values != expected) return (start, values, expected, text);
        }

        return null;
    }

    static int CountValues(string text, char delimiter)
    {
        var (values, quoted) = (1, false);
        foreach (var c in text)
        {
            if (c == '"') quoted = !quoted;
            else if (c == delimiter && !quoted) values++;
        }

        return values;
    }

    static StreamReader OpenText(string path)
    {
        var file = File.OpenRead(path);
        return new(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file, Encoding.UTF8);
    }
}
