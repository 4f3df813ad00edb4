using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Panta.Data.Reading;

/// <summary>
/// The objects of a JSON file, one after another, in bounded memory: an object a line, an array of objects, or objects one behind the other. DuckDB's own
/// reader
/// ends the process on a few thousand brackets, rounds 1.5 in a column of integers to 2, and makes a broken line a row of nulls where it is to leave it out.
/// </summary>
sealed class JsonRecords : IDisposable
{
    const string NoObject = "it is no object";

    readonly Stream _text;
    readonly JsonOptions _options;
    byte[] _buffer = new byte[1 << 16];
    int _start;
    int _length;
    int _end;
    int _filled;
    long _lines = 1;
    bool _eof;
    bool _ended;
    Layout _layout;

    public JsonRecords(Stream text, JsonOptions options)
    {
        (_text, _options) = (text, options);
        _layout = Layout.Unknown;
    }

    enum Layout
    {
        Unknown,
        Lines,
        Values,
        Array,
    }

    /// <summary>Gets the line on which the object begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Gets the object's JSON.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _length);

    /// <summary>Gets why it is no object; null where it is one.</summary>
    public string? Problem { get; private set; }

    ReadOnlySpan<byte> Rest => _buffer.AsSpan(_end, _filled - _end);

    JsonReaderOptions ReaderOptions => new() { MaxDepth = _options.MaxDepth + 1 };

    /// <summary>Goes to the next object; false at the end.</summary>
    public bool MoveNext()
    {
        if (!MoveOn()) return false;
        if (Problem is null && !Utf8.IsValid(Bytes)) Problem = "it has bytes that are no UTF-8; give the file's Encoding, for example windows-1252";
        return true;
    }

    bool MoveOn()
    {
        Problem = null;
        if (_ended) return false;
        if (_layout == Layout.Unknown) _layout = Found();
        if (_layout == Layout.Lines) return MoveNextLine();

        if (!PassOverSpace()) return Ended(_layout == Layout.Array ? "the array has no end" : null);
        if (_layout == Layout.Array && Rest[0] == ']') return Ended(null);
        (_start, Line) = (_end, _lines);
        return TakeValue() || Ended(Problem);
    }

    /// <summary>The object's text; of a long one its beginning.</summary>
    public string Text()
    {
        var text = Encoding.UTF8.GetString(Bytes[..Math.Min(_length, 4 * MalformedRow.LongestText)]);
        return text.Length > MalformedRow.LongestText ? text[..MalformedRow.LongestText] : text;
    }

    public void Dispose() => _text.Dispose();

    // An array begins with a bracket; objects one a line end where their line does; any other are one behind the other.
    Layout Found()
    {
        if (!PassOverSpace()) return Layout.Lines;
        if (Rest[0] == '[')
        {
            _end++;
            return Layout.Array;
        }

        while (Rest.IndexOf((byte)'\n') < 0 && !_eof && Rest.Length <= _options.MaxObjectBytes) Fill();
        var line = Rest.IndexOf((byte)'\n') is >= 0 and var found ? Rest[..found] : Rest;
        var reader = new Utf8JsonReader(line, true, new(ReaderOptions));
        return TryValue(ref reader, out _) && line[(int)reader.BytesConsumed..].Trim(" \t\r"u8).IsEmpty || !StartsWithValue() ? Layout.Lines : Layout.Values;
    }

    bool StartsWithValue()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(Rest, _eof, new(ReaderOptions));
            if (TryValue(ref reader, out var broken)) return true;
            if (broken || _eof || Rest.Length > _options.MaxObjectBytes) return false;
            Fill();
        }
    }

    // False where the value is broken, or goes on beyond what is there.
    static bool TryValue(ref Utf8JsonReader reader, out bool broken)
    {
        broken = false;
        try
        {
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            broken = true;
            return false;
        }
    }

    bool MoveNextLine()
    {
        while (true)
        {
            _start = _end;
            int found;
            while ((found = Rest.IndexOf((byte)'\n')) < 0 && !_eof && Rest.Length <= _options.MaxObjectBytes) Fill();
            if (Rest.IsEmpty) return false;

            (_start, Line) = (_end, _lines++);
            if (found < 0 && !_eof)
            {
                PassOver();
                return true;
            }

            _length = found < 0 ? Rest.Length : found;
            _end += found < 0 ? Rest.Length : found + 1;
            if (Bytes.Trim(" \t\r"u8).IsEmpty) continue;

            var reader = new Utf8JsonReader(Bytes, true, new(ReaderOptions));
            Problem = ProblemOf(ref reader) ?? (Bytes[(int)reader.BytesConsumed..].Trim(" \t\r"u8).IsEmpty ? null : "there is something behind the object");
            return true;
        }
    }

    bool TakeValue()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(Rest, _eof, new(ReaderOptions));
            var problem = ProblemOf(ref reader, out var goesOn);
            if (goesOn && !_eof && Rest.Length <= _options.MaxObjectBytes)
            {
                Fill();
                continue;
            }

            _start = _end;
            if (goesOn) problem = _eof ? "the file ends within it" : TooLong();
            // What follows an object that is sound JSON can be read, whatever kind of value it is.
            _length = problem is null || problem == NoObject ? (int)reader.BytesConsumed : Math.Min(Rest.Length, 4 * MalformedRow.LongestText);
            Problem = problem;
            _ended = problem is not null && problem != NoObject;
            _lines += Bytes.Count((byte)'\n');
            _end += _length;
            return true;
        }
    }

    static string? ProblemOf(ref Utf8JsonReader reader) => ProblemOf(ref reader, out var goesOn) is { } problem ? problem : goesOn ? "it ends within the object"
        : null;

    static string? ProblemOf(ref Utf8JsonReader reader, out bool goesOn)
    {
        goesOn = false;
        try
        {
            if (!reader.Read() || (reader.TokenType is var first && !reader.TrySkip()))
            {
                goesOn = true;
                return null;
            }

            return first == JsonTokenType.StartObject ? null : NoObject;
        }
        catch (JsonException error)
        {
            // The reader counts its own lines and adds a path: what is wrong stands before them.
            var sentence = error.Message.Split(" LineNumber:")[0];
            return $"it is no JSON: {sentence}";
        }
    }

    string TooLong() => string.Create(CultureInfo.InvariantCulture, $"it has more than {_options.MaxObjectBytes:N0} bytes (MaxObjectBytes)");

    bool Ended(string? problem)
    {
        _ended = true;
        (Problem, _start, _length, Line) = (problem, _end, 0, _lines);
        return problem is not null;
    }

    // Spaces, and the commas between the elements of an array.
    bool PassOverSpace()
    {
        while (true)
        {
            if (_end == _filled && !_eof) Fill();
            if (_end == _filled) return false;
            if (_buffer[_end] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') && !(_buffer[_end] == ',' && _layout == Layout.Array)) return true;
            if (_buffer[_end++] == '\n') _lines++;
        }
    }

    void Fill()
    {
        if (_end >= _buffer.Length / 2)
        {
            Rest.CopyTo(_buffer);
            (_filled, _start, _end) = (_filled - _end, 0, 0);
        }

        if (_filled == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = _text.ReadAtLeast(_buffer.AsSpan(_filled), _buffer.Length - _filled, throwOnEndOfStream: false);
        _eof = _filled + read < _buffer.Length;
        _filled += read;
    }

    // A line that is too long: its beginning is kept, what follows it is found in bounded memory.
    void PassOver()
    {
        Problem = TooLong();
        var kept = Rest[..(4 * MalformedRow.LongestText)].ToArray();
        int found;
        do
        {
            _filled = _text.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
            _eof = _filled < _buffer.Length;
            found = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
        }
        while (found < 0 && !_eof);

        var rest = found < 0 ? [] : _buffer.AsSpan(found + 1, _filled - found - 1).ToArray();
        _buffer = new byte[Math.Max(1 << 16, 2 * (kept.Length + rest.Length))];
        kept.CopyTo(_buffer, 0);
        rest.CopyTo(_buffer, kept.Length);
        (_start, _length, _end, _filled) = (0, kept.Length, kept.Length, kept.Length + rest.Length);
    }
}
