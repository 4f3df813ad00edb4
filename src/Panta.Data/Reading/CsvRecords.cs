using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Panta.Data.Reading;

/// <summary>
/// The records of CSV text, one after another, in bounded memory, by the rules by which DuckDB reads them: what a file is like, and which of its rows are
/// malformed and where, is told from here. DuckDB itself counts records for lines, loses line ends from the text of a bad row and takes the rest of a file for
/// one value where a quote is left open. Here a row with a broken quote ends with its line.
/// </summary>
sealed class CsvRecords : IDisposable
{
    readonly Stream _text;
    readonly CsvDialect _dialect;
    readonly SearchValues<byte> _ends;
    readonly List<Slice> _fields = [];
    byte[] _buffer = new byte[1 << 16];
    byte[] _plain = [];
    int _start;
    int _end;
    int _length;
    int _filled;
    long _lines = 1;
    bool _eof;

    /// <summary>Begins before the first record.</summary>
    /// <param name="text">UTF-8 without a byte order mark; disposed with this.</param>
    /// <param name="dialect">The characters.</param>
    public CsvRecords(Stream text, CsvDialect dialect)
    {
        _text = text;
        _dialect = dialect;
        byte[] ends = [dialect.Delimiter, (byte)'\n', (byte)'\r'];
        _ends = SearchValues.Create(dialect.Comment is { } comment ? [.. ends, comment] : ends);
    }

    /// <summary>Gets the line on which the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Gets the record as it stands in the text, without its line end.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _length);

    /// <summary>Gets why the record is none; null where it is one.</summary>
    public string? Problem { get; private set; }

    /// <summary>Gets the number of values; 0 for a line that is blank or a comment.</summary>
    public int Count => _fields.Count;

    /// <summary>Whether the record has that number of values; empty ones more do not count, as with DuckDB.</summary>
    public bool Has(int values)
    {
        if (Count < values) return false;
        for (var i = values; i < Count; i++)
            if (!this[i].IsEmpty) return false;
        return true;
    }

    /// <summary>Gets whether the line is nothing but a comment.</summary>
    public bool IsComment { get; private set; }

    /// <summary>Gets the number of lines that the record takes.</summary>
    public long LineCount => _lines - Line;

    /// <summary>Gets the line ends met so far outside quotes.</summary>
    public LineEnds LineEnds { get; private set; }

    /// <summary>Gets whether all lines so far end in one way.</summary>
    public bool HasOneLineEnd => BitOperations.PopCount((uint)LineEnds) <= 1;

    /// <summary>Passes over lines before the first record, whatever stands in them.</summary>
    public void PassOverLines(int count)
    {
        for (; count > 0; count--)
        {
            _start = _end;
            if (Available == 0) Fill();
            if (Available == 0) return;

            while (!TakeLine("")) Fill();
        }
    }

    /// <summary>Goes to the next record; false at the end.</summary>
    public bool MoveNext()
    {
        _start = _end;
        (Line, Problem, IsComment, _length) = (_lines, null, false, 0);
        if (Available == 0) Fill();
        if (Available == 0) return false;

        while (!TryParse())
        {
            if (_eof || Available > _dialect.MaxRowBytes)
            {
                TakeLine(_eof ? "a quote is opened and never closed"
                    : string.Create(CultureInfo.InvariantCulture, $"it has more than {_dialect.MaxRowBytes:N0} bytes, or a quote is opened and never closed"));
                break;
            }

            Fill();
        }

        if (_length > _dialect.MaxRowBytes)
            Problem ??= string.Create(CultureInfo.InvariantCulture, $"it has {_length:N0} bytes; allowed are {_dialect.MaxRowBytes:N0} (MaxRowBytes)");

        if (Problem is null && !Utf8.IsValid(Bytes)) Problem = "it has bytes that are no UTF-8; give the file's Encoding, for example windows-1252";
        return true;
    }

    /// <summary>A value without its quotes.</summary>
    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            var slice = _fields[field];
            var bytes = _buffer.AsSpan(_start + slice.Offset, slice.Length);
            return slice.HasEscapes ? Unescaped(bytes) : bytes;
        }
    }

    /// <summary>Whether a value stands in quotes.</summary>
    public bool IsQuoted(int field) => _fields[field].IsQuoted;

    /// <summary>The record's text; of a long one its beginning.</summary>
    public string Text()
    {
        var text = Encoding.UTF8.GetString(Bytes[..Math.Min(_length, 4 * MalformedRow.LongestText)]);
        return text.Length > MalformedRow.LongestText ? text[..MalformedRow.LongestText] : text;
    }

    public void Dispose() => _text.Dispose();

    int Available => _filled - _start;

    void Fill()
    {
        if (_start >= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, Available).CopyTo(_buffer);
            (_filled, _start, _end) = (Available, 0, 0);
        }

        if (_filled == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = _text.ReadAtLeast(_buffer.AsSpan(_filled), _buffer.Length - _filled, throwOnEndOfStream: false);
        _eof = _filled + read < _buffer.Length;
        _filled += read;
    }

    // False where the record goes on beyond what is read.
    bool TryParse()
    {
        _fields.Clear();
        var (at, breaks) = (_start, 0);
        while (true)
        {
            var open = at;
            while (open < _filled && _buffer[open] == ' ') open++;
            if (open == _filled && !_eof) return false;

            if (_dialect.Quote is { } quote && open < _filled && _buffer[open] == quote)
            {
                if (!TryQuoted(open + 1, ref breaks, out var next)) return false;
                if (Problem is not null) return true;
                at = next;
            }
            else
            {
                var found = _buffer.AsSpan(at, _filled - at).IndexOfAny(_ends);
                if (found < 0 && !_eof) return false;

                var end = found < 0 ? _filled : at + found;
                _fields.Add(new(at - _start, end - at, false, false));
                at = end;
            }

            if (at < _filled && _buffer[at] == _dialect.Delimiter)
            {
                at++;
                continue;
            }

            return TryEnd(at, breaks);
        }
    }

    // From behind an opening quote to what follows the closing one.
    bool TryQuoted(int from, ref int breaks, out int next)
    {
        var (at, escapes) = (from, false);
        next = 0;
        while (true)
        {
            var found = _buffer.AsSpan(at, _filled - at).IndexOfAny(_dialect.Quote!.Value, _dialect.Escape);
            if (found < 0) return false;

            at += found;
            var escaped = _buffer[at] == _dialect.Escape && at + 1 < _filled && (_dialect.Escape != _dialect.Quote || _buffer[at + 1] == _dialect.Quote);
            if (_buffer[at] == _dialect.Escape && at + 1 == _filled && !_eof) return false;
            if (!escaped && _buffer[at] == _dialect.Quote) break;

            escapes |= escaped;
            at += escaped ? 2 : 1;
        }

        var value = _buffer.AsSpan(from, at - from);
        breaks += LineBreaks(value);
        _fields.Add(new(from - _start, value.Length, true, escapes));
        next = at + 1;
        while (next < _filled && _buffer[next] == ' ') next++;
        if (next == _filled) return _eof;
        return _ends.Contains(_buffer[next]) || TakeLine("there is text after a closing quote, or a quote is opened and never closed");
    }

    bool TryEnd(int at, int breaks)
    {
        _length = at - _start;
        if (at < _filled && _buffer[at] == _dialect.Comment)
        {
            var rest = _buffer.AsSpan(at, _filled - at).IndexOfAny((byte)'\n', (byte)'\r');
            if (rest < 0 && !_eof) return false;
            at = rest < 0 ? _filled : at + rest;
            IsComment = _fields.Count == 1 && Bytes.Trim((byte)' ').IsEmpty;
        }

        if (_length == 0 || IsComment) _fields.Clear();
        if (at < _filled && _buffer[at] == '\r' && at + 1 == _filled && !_eof) return false;

        _end = at + TakeLineEnd(at);
        _lines += breaks + 1;
        return true;
    }

    int TakeLineEnd(int at)
    {
        if (at == _filled) return 0;
        if (_buffer[at] == '\n')
        {
            LineEnds |= LineEnds.LineFeed;
            return 1;
        }

        var pair = at + 1 < _filled && _buffer[at + 1] == '\n';
        LineEnds |= pair ? LineEnds.CarriageReturnLineFeed : LineEnds.CarriageReturn;
        return pair ? 2 : 1;
    }

    // The record is its first line, whatever else it seemed to hold. Of a line that does not end, the rest is passed over in bounded memory.
    bool TakeLine(string problem)
    {
        var found = _buffer.AsSpan(_start, Available).IndexOfAny((byte)'\n', (byte)'\r');
        if (!_eof && Available <= _dialect.MaxRowBytes && (found < 0 || _start + found + 1 == _filled)) return false;

        Problem = problem;
        _fields.Clear();
        _length = found < 0 ? Available : found;
        _lines++;
        if (found >= 0)
        {
            _end = _start + found + TakeLineEnd(_start + found);
            return true;
        }

        _end = _filled;
        if (!_eof) PassOver();
        return true;
    }

    void PassOver()
    {
        var kept = Bytes[..Math.Min(_length, 4 * MalformedRow.LongestText)].ToArray();
        int found;
        do
        {
            _filled = _text.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
            _eof = _filled < _buffer.Length;
            found = _buffer.AsSpan(0, _filled).IndexOfAny((byte)'\n', (byte)'\r');
        }
        while (found < 0 && !_eof);

        // What is kept of the long line stands before what follows it.
        var rest = _buffer.AsSpan(Math.Max(found, 0), _filled - Math.Max(found, 0)).ToArray();
        _buffer = new byte[Math.Max(1 << 16, 2 * (kept.Length + rest.Length))];
        kept.CopyTo(_buffer, 0);
        rest.CopyTo(_buffer, kept.Length);
        (_start, _length, _filled) = (0, kept.Length, kept.Length + rest.Length);
        _end = _length + (rest.Length > 0 ? TakeLineEnd(_length) : 0);
    }

    ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> bytes)
    {
        if (_plain.Length < bytes.Length) _plain = new byte[bytes.Length * 2];
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == _dialect.Escape && i + 1 < bytes.Length) i++;
            _plain[length++] = bytes[i];
        }

        return _plain.AsSpan(0, length);
    }

    static int LineBreaks(ReadOnlySpan<byte> value)
    {
        var feeds = value.Count((byte)'\n');
        if (value.IndexOf((byte)'\r') < 0) return feeds;

        for (var i = 0; i < value.Length; i++)
            if (value[i] == '\r' && (i + 1 == value.Length || value[i + 1] != '\n')) feeds++;
        return feeds;
    }

    readonly record struct Slice(int Offset, int Length, bool IsQuoted, bool HasEscapes);
}
