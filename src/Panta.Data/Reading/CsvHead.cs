using System.Collections.Immutable;
using System.Text;

namespace Panta.Data.Reading;

/// <summary>The beginning of a CSV file: how it is parted, what its first record says, and whether DuckDB can read the file as it is.</summary>
/// <param name="Path">The file.</param>
/// <param name="Dialect">The characters.</param>
/// <param name="First">The values of the first record after the lines passed over; empty where there is none.</param>
/// <param name="Lines">How many lines stand before the second record, those passed over among them.</param>
/// <param name="FirstLine">The line of the first record, from 1.</param>
/// <param name="IsPlain">
/// Whether DuckDB reads the beginning alike: it is UTF-8, lines end in one way, and no comment or quote over several lines stands before the rows.
/// </param>
/// <param name="IsUtf8">Whether the text is UTF-8.</param>
sealed record CsvHead(string Path, CsvDialect Dialect, ImmutableArray<string> First, long Lines, long FirstLine, bool IsPlain, bool IsUtf8)
{
    const string Delimiters = "\t;|,";
    const int HeadRecords = 100;

    /// <summary>Looks at the beginning of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is known of it.</param>
    /// <param name="bytes">How much of it is looked at for the delimiter and the line ends.</param>
    public static CsvHead Of(string path, CsvOptions options, int bytes)
    {
        var head = new byte[bytes];
        bool isUtf8;
        int length;
        using (var text = TextFile.Open(path, options.Encoding, out isUtf8)) length = Guarded(path, () =>
            text.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));

        var (start, plain) = PassOver(head.AsSpan(0, length), options.SkipLines);
        var rest = head.AsMemory(start, length - start);
        var dialect = CsvDialect.Of(options, options.Delimiter ?? DelimiterOf(rest, options));
        plain &= isUtf8 && IsOneLineEnd(rest, dialect, length < bytes);
        using var records = Open(path, dialect, options);
        while (Guarded(path, records.MoveNext))
        {
            if (records.Problem is { } problem) return Refused(problem);
            if (records.Count > 0)
                return new(path, dialect, Values(records), records.Line - 1 + records.LineCount, records.Line, plain && records.LineCount == 1, isUtf8);

            plain &= !records.IsComment;
        }

        return new(path, dialect, [], 0, 1, plain, isUtf8);

        CsvHead Refused(string problem) =>
            options.Malformed == MalformedRows.Fail ? throw new MalformedRow(path, records.Line, records.Text(), problem).ToError(null)
                : new(path, dialect, [], 0, 1, false, isUtf8);
    }

    /// <summary>The records after the lines passed over, the first among them.</summary>
    public CsvRecords Open(CsvOptions options) => Open(Path, Dialect, options);

    /// <summary>What fails in a stream of text becomes an error that names the file.</summary>
    public static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException error)
        {
            throw new FileReadException(path, null,
                $"it is not of the encoding it should be of: the bytes {Convert.ToHexString(error.BytesUnknown ?? [])} mean nothing in it. Give another Encoding.", error);
        }
        catch (InvalidDataException error)
        {
            throw new FileReadException(path, null, $"it is no gzip file, or a broken one: {error.Message}", error);
        }
    }

    static CsvRecords Open(string path, CsvDialect dialect, CsvOptions options)
    {
        var records = new CsvRecords(TextFile.Open(path, options.Encoding, out _), dialect);
        Guarded(path, () =>
        {
            records.PassOverLines(options.SkipLines);
            return true;
        });
        return records;
    }

    static ImmutableArray<string> Values(CsvRecords records) => [.. Enumerable.Range(0, records.Count).Select(i => Encoding.UTF8.GetString(records[i]))];

    static CsvRecords Records(ReadOnlyMemory<byte> bytes, CsvDialect dialect) => new(new MemoryStream(bytes.ToArray(), writable: false), dialect);

    static bool IsOneLineEnd(ReadOnlyMemory<byte> bytes, CsvDialect dialect, bool whole)
    {
        using var records = Records(bytes, dialect);
        // The last record may be cut off between a carriage return and its line feed.
        var (before, last) = (true, true);
        while (records.MoveNext()) (before, last) = (last, records.HasOneLineEnd);
        return whole ? last : before;
    }

    static (int Start, bool IsPlain) PassOver(ReadOnlySpan<byte> text, int lines)
    {
        var (start, plain) = (0, true);
        for (; lines > 0 && start < text.Length; lines--)
        {
            var end = text[start..].IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0) return (text.Length, plain);

            plain &= text.Slice(start, end).IndexOf((byte)'"') < 0;
            start += end + (text[start + end] == '\r' && start + end + 1 < text.Length && text[start + end + 1] == '\n' ? 2 : 1);
        }

        return (start, plain);
    }

    // The character that parts the records alike, and into most values. A line that does not fit changes nothing, where DuckDB takes another delimiter for it,
    // and the whole line for one text.
    static char DelimiterOf(ReadOnlyMemory<byte> head, CsvOptions options)
    {
        var (best, bestScore) = (',', 0.0);
        foreach (var delimiter in Delimiters.Where(delimiter => delimiter != options.DecimalSeparator))
        {
            using var records = Records(head, CsvDialect.Of(options, delimiter));
            var counts = new List<int>();
            while (counts.Count < HeadRecords && records.MoveNext())
                if (records.Count > 0) counts.Add(records.Count);
            var common = counts.Where(count => count > 1).GroupBy(count => count).OrderByDescending(group => group.Count())
                .ThenByDescending(group => group.Key).FirstOrDefault();
            if (common is null) continue;

            var agreement = (double)common.Count() / counts.Count;
            var score = (agreement >= 0.8 ? 1_000_000 : 0) + agreement * common.Key;
            if (score > bestScore) (best, bestScore) = (delimiter, score);
        }

        return best;
    }
}
