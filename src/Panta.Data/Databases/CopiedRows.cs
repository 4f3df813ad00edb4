using System.Buffers.Binary;
using Npgsql;

namespace Panta.Data.Databases;

/// <summary>The rows of a <c>COPY … TO STDOUT (FORMAT BINARY)</c>, taken from a buffer that is as large as the largest field needs.</summary>
sealed class CopiedRows : RowSource
{
    const int BufferSize = 1 << 18;
    const int SignatureSize = 11;

    readonly NpgsqlRawCopyStream _stream;
    byte[] _buffer = new byte[BufferSize];
    int _start;
    int _end;
    bool _ended;

    public CopiedRows(NpgsqlConnection connection, string copy) => _stream = connection.BeginRawBinaryCopy(copy);

    public override bool Read(ReadOnlySpan<FieldReader> readers)
    {
        if (Bytes == 0) SkipHeader();
        var count = BinaryPrimitives.ReadInt16BigEndian(Take(2));
        if (count == -1) return End();
        if (count != readers.Length) throw Unexpected($"a row of {count} fields where {readers.Length} were asked for");

        for (Field = 0; Field < count; Field++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(Take(4));
            if (length >= 0) readers[Field].Add(Take(length));
            else readers[Field].AddNull();
        }

        return true;
    }

    public override void Dispose()
    {
        if (!_ended) _stream.Cancel();
        _stream.Dispose();
    }

    void SkipHeader()
    {
        Take(SignatureSize + 4);
        Take(BinaryPrimitives.ReadInt32BigEndian(Take(4)));
    }

    bool End()
    {
        if (_stream.Read(_buffer) != 0) throw Unexpected("more after the last row");

        _ended = true;
        return false;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _start < count) Fill(count);
        var bytes = _buffer.AsSpan(_start, count);
        _start += count;
        Bytes += count;
        return bytes;
    }

    // Read gives a row at a time: the buffer is filled by many of them, but never waits for more than is needed.
    void Fill(int count)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < count)
        {
            // Grows as bytes come, not as a length promises.
            if (_end == _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(Math.Max(count, 0L + BufferSize), 2L * _buffer.Length));
            var read = _stream.Read(_buffer.AsSpan(_end));
            if (read == 0) throw new EndOfStreamException("the rows end in the middle of one");

            _end += read;
        }
    }
}
