using System.Data;
using System.Text;
using Microsoft.Data.Sqlite;
using Panta.Data.Databases;

namespace Panta.Tracking.Engines;

/// <summary>
/// The row that a reader of SQLite's stands on. Its usual values come straight from the library: a page of runs has thousands of them, and each costs the
/// reader several checks and a counted reference.
/// </summary>
sealed unsafe class SqliteRow(SqliteDataReader reader) : IDataRecord
{
    const int Integer = 1; // SQLITE_INTEGER
    const int Characters = 3; // SQLITE_TEXT
    const int Null = 5; // SQLITE_NULL

    // None of them waits for anything: the connection is one thread's.
    static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int> Kind =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)SqliteLibrary.Export("sqlite3_column_type");

    static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, long> Long =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, long>)SqliteLibrary.Export("sqlite3_column_int64");

    static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, double> Double =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, double>)SqliteLibrary.Export("sqlite3_column_double");

    static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, byte*> Text =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, byte*>)SqliteLibrary.Export("sqlite3_column_text");

    static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int> Bytes =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)SqliteLibrary.Export("sqlite3_column_bytes");

    readonly nint _statement = reader.Handle!.DangerousGetHandle(); // the reader's for as long as it is open, and this no longer

    public int FieldCount => reader.FieldCount;

    public object this[int i] => reader[i];

    public object this[string name] => reader[name];

    public bool IsDBNull(int i) => Kind(_statement, i) == Null;

    public long GetInt64(int i) => IsDBNull(i) ? reader.GetInt64(i) : Long(_statement, i); // the reader's refuses a NULL

    public double GetDouble(int i) => IsDBNull(i) ? reader.GetDouble(i) : Double(_statement, i);

    public string GetString(int i) => Text(_statement, i) is var text && text == null ? reader.GetString(i) : Encoding.UTF8.GetString(text, Bytes(_statement, i));

    /// <summary>A text's bytes; until the next row is read.</summary>
    public ReadOnlySpan<byte> GetUtf8(int i) =>
        Text(_statement, i) is var text && text == null ? Encoding.UTF8.GetBytes(reader.GetString(i)) : new ReadOnlySpan<byte>(text, Bytes(_statement, i));

    public bool GetBoolean(int i) => GetInt64(i) != 0;

    public byte GetByte(int i) => reader.GetByte(i);

    public long GetBytes(int i, long fieldOffset, byte[]? buffer, int bufferoffset, int length) => reader.GetBytes(i, fieldOffset, buffer, bufferoffset, length);

    public char GetChar(int i) => reader.GetChar(i);

    public long GetChars(int i, long fieldoffset, char[]? buffer, int bufferoffset, int length) => reader.GetChars(i, fieldoffset, buffer, bufferoffset, length);

    public IDataReader GetData(int i) => ((IDataRecord)reader).GetData(i);

    public string GetDataTypeName(int i) => reader.GetDataTypeName(i);

    public DateTime GetDateTime(int i) => reader.GetDateTime(i);

    public decimal GetDecimal(int i) => reader.GetDecimal(i);

    public Type GetFieldType(int i) => reader.GetFieldType(i);

    public float GetFloat(int i) => reader.GetFloat(i);

    public Guid GetGuid(int i) => reader.GetGuid(i);

    public short GetInt16(int i) => reader.GetInt16(i);

    public int GetInt32(int i) => reader.GetInt32(i);

    public string GetName(int i) => reader.GetName(i);

    public int GetOrdinal(string name) => reader.GetOrdinal(name);

    public object GetValue(int i) => Kind(_statement, i) switch
    {
        Integer => Long(_statement, i),
        Characters => GetString(i),
        _ => reader.GetValue(i),
    };

    public int GetValues(object[] values) => reader.GetValues(values);
}
