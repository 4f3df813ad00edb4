using System.Data;
using Npgsql;

namespace Panta.Data.Databases;

/// <summary>
/// Rows that the server packs each into one <c>record_send</c>: the fields in the same binary format as COPY's, of a statement that takes parameters, which
/// COPY does not.
/// </summary>
sealed class SentRecords : RowSource
{
    readonly NpgsqlCommand _command;
    readonly NpgsqlDataReader _reader;
    byte[] _buffer = new byte[1024];
    bool _ended;

    public SentRecords(NpgsqlCommand command)
    {
        _command = command;
        _reader = command.ExecuteReader(CommandBehavior.SequentialAccess);
    }

    public override bool Read(ReadOnlySpan<FieldReader> readers)
    {
        if (!_reader.Read())
        {
            _ended = true;
            return false;
        }

        var row = new WireReader(Row());
        var count = row.Int32();
        if (count != readers.Length) throw Unexpected($"a row of {count} fields where {readers.Length} were asked for");

        for (Field = 0; Field < count; Field++)
        {
            _ = row.Int32(); // the number of the field's type
            if (row.Value(out var value)) readers[Field].Add(value);
            else readers[Field].AddNull();
        }

        return true;
    }

    public override void Dispose()
    {
        if (!_ended) _command.Cancel();
        _reader.Dispose();
        _command.Dispose();
    }

    ReadOnlySpan<byte> Row()
    {
        var length = (int)_reader.GetBytes(0, 0, null, 0, 0);
        if (length > _buffer.Length) Array.Resize(ref _buffer, Math.Max(length, 2 * _buffer.Length));
        for (var at = 0; at < length;) at += (int)_reader.GetBytes(0, at, _buffer, at, length - at);
        Bytes += length;
        return _buffer.AsSpan(0, length);
    }
}
