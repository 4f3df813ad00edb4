using System.Buffers.Binary;
using Npgsql;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>Rows into a <c>COPY … FROM STDIN (FORMAT BINARY)</c>. Disposed before it has finished, it gives the copy up.</summary>
sealed class CopyWriter : IDisposable
{
    const int SignatureSize = 11;

    readonly NpgsqlRawCopyStream _stream;
    readonly WireBuffer _buffer;
    bool _finished;

    public CopyWriter(NpgsqlConnection connection, string copy)
    {
        _stream = connection.BeginRawBinaryCopy(copy);
        _buffer = new(_stream);
        // The signature, then flags and a header's extension: none.
        ((ReadOnlySpan<byte>)[.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0]).CopyTo(_buffer.Take(SignatureSize + 8));
    }

    /// <summary>Gets the number of rows sent.</summary>
    public long Rows { get; private set; }

    /// <summary>Gets the field that is written, from 0, for errors.</summary>
    public int Field { get; private set; }

    /// <summary>Sends a batch.</summary>
    /// <returns>The number of rows sent so far.</returns>
    /// <exception cref="FieldException">A value has no place in its column: <see cref="Field"/> of the row after those sent.</exception>
    public long Send(Table batch, ReadOnlySpan<WireTarget> targets)
    {
        var writers = new FieldWriter[targets.Length];
        for (var i = 0; i < writers.Length; i++) writers[i] = targets[i].Writer(batch.Columns[i]);
        for (var row = 0; row < batch.RowCount; row++)
        {
            BinaryPrimitives.WriteInt16BigEndian(_buffer.Take(2), (short)writers.Length);
            for (Field = 0; Field < writers.Length; Field++) writers[Field].Write(row, _buffer);
            Rows++;
        }

        return Rows;
    }

    /// <summary>Ends the copy; the server has taken every row when this returns.</summary>
    public long Finish()
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.Take(2), -1);
        _buffer.Flush();
        _finished = true;
        _stream.Dispose();
        return Rows;
    }

    public void Dispose()
    {
        if (_finished) return;

        _finished = true;
        try
        {
            _stream.Cancel();
            _stream.Dispose();
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            // What made the copy be given up has been told; the transaction is undone in any case.
        }
    }
}
