using System.Text;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>
/// The text of a file packed by Zstandard, which .NET does not unpack: DuckDB reads it line by line, as a column of one value a line. Line ends come out as
/// line
/// feeds.
/// </summary>
sealed class UnpackedLines : ForwardStream
{
    const int LongestLine = 100_000_000;

    readonly string _path;
    readonly DuckDb _db = SharedDuckDb.Connect();
    readonly IEnumerator<Table> _batches;
    TextColumn? _lines;
    byte[] _bytes = [];
    int _at;
    int _row;

    public UnpackedLines(string path)
    {
        _path = path;
        _batches = _db.Stream(
            $"""
            SELECT line FROM read_csv({FilePaths.Literal(path)}, compression = 'zstd', auto_detect = false, header = false, delim = '', quote = '', escape = '',
            columns = {"{'line': 'VARCHAR'}"}, max_line_size = {LongestLine})
            """).GetEnumerator();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_at == _bytes.Length)
            if (!TryNext()) return 0;

        var count = Math.Min(buffer.Length, _bytes.Length - _at);
        _bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batches.Dispose();
            _db.Dispose();
        }

        base.Dispose(disposing);
    }

    bool TryNext()
    {
        if (_lines is null || _row == _lines.Length)
        {
            if (!MoveNext()) return false;
            (_lines, _row) = ((TextColumn)_batches.Current.Columns[0], 0);
        }

        (_bytes, _at) = (Encoding.UTF8.GetBytes($"{_lines.Value(_row++)}\n"), 0);
        return true;
    }

    bool MoveNext()
    {
        try
        {
            return _batches.MoveNext();
        }
        catch (DuckDbException error)
        {
            throw new FileReadException(_path, null, $"{error.Sentence} Files of .zst are read as UTF-8; unpack one of another encoding first.", error);
        }
    }
}
