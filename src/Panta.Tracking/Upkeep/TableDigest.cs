using System.Buffers.Binary;
using System.Data;
using System.Security.Cryptography;
using System.Text;

namespace Panta.Tracking.Upkeep;

/// <summary>
/// The digest of a table: SHA-256 over its rows in the order of their keys. A value is one byte for its kind (0 null, 1 integer, 2 double, 3 text) and then
/// eight bytes, little-endian; or, of text, four bytes of length and UTF-8. So it is the same in SQLite and in PostgreSQL.
/// </summary>
sealed class TableDigest(StoreTable table) : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    byte[] _bytes = new byte[4096];
    int _length;
    long _rows;

    /// <summary>What is in a table.</summary>
    /// <param name="connection">A connection to the store.</param>
    /// <param name="table">The table.</param>
    /// <param name="each">What else to do with each row, whose values are given as they are kept: null, long, double, string. Null for nothing.</param>
    /// <param name="progress">Told the number of rows, now and then.</param>
    /// <param name="cancel">Gives up.</param>
    public static TableContents Of(
        IDbConnection connection, StoreTable table, Action<object?[]>? each, IProgress<long>? progress, CancellationToken cancel)
    {
        using var digest = new TableDigest(table);
        using var command = connection.CreateCommand();
        command.CommandText = table.Select;
        command.CommandTimeout = 0;
        using var reader = command.ExecuteReader();
        var values = new object?[table.Columns.Length];
        while (reader.Read())
        {
            for (var i = 0; i < values.Length; i++) values[i] = Value(reader, i, table.Columns[i].Type);
            digest.Add(values);
            each?.Invoke(values);
            if ((digest._rows & 0xFFF) == 0)
            {
                progress?.Report(digest._rows);
                cancel.ThrowIfCancellationRequested();
            }
        }

        return digest.Contents();
    }

    public void Dispose() => _hash.Dispose();

    static object? Value(IDataRecord row, int column, string type) => row.IsDBNull(column) ? null : type switch
    {
        "BIGINT" or "INTEGER" or "SMALLINT" => row.GetInt64(column),
        "BOOLEAN" => Convert.ToBoolean(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture) ? 1L : 0,
        "DOUBLE PRECISION" => row.GetDouble(column) + 0.0, // a zero has no sign
        "TEXT" => row.GetString(column),
        _ => throw new NotSupportedException($"Columns of type {type} cannot be backed up."),
    };

    void Add(object?[] values)
    {
        _length = 0;
        foreach (var value in values)
        {
            Reserve(9);
            switch (value)
            {
                case null: _bytes[_length++] = 0; break;
                case long integer: Number(1, integer); break;
                case double real: Number(2, BitConverter.DoubleToInt64Bits(real)); break;
                default: Text((string)value); break;
            }
        }

        _hash.AppendData(_bytes, 0, _length);
        _rows++;
    }

    void Number(byte kind, long value)
    {
        _bytes[_length] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_length + 1), value);
        _length += 9;
    }

    void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Reserve(count + 5);
        _bytes[_length] = 3;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length + 1), count);
        Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length + 5));
        _length += count + 5;
    }

    void Reserve(int count)
    {
        if (_length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
    }

    TableContents Contents() => new(table.Name, _rows, Convert.ToHexStringLower(_hash.GetHashAndReset()));
}
