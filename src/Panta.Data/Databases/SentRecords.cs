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

        var row = Row();
        if (Int32(row) != readers.Length) throw Unexpected($"a row of {Int32(row)} fields where {readers.Length} were asked for");

        row = row[4..];
        for (Field = 0; Field < readers.Length; Field++)
        {
            var length = Int32(row[4..]); // before it the number of the field's type
            row = row[8..];
            if (length < 0)
            {
                readers[Field].AddNull();
                continue;
            }

            readers[Field].Add(row[..length]);
            row = row[length..];
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
