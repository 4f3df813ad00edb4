using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>
/// Rows as bytes of a write-ahead record, bit by bit: column after column, each with its name and type, a bitmap where there are nulls, and its values
/// little-endian. Text by dictionary. NaN, −0 and null stay what they are.
/// </summary>
static class TableBytes
{
    const byte Format = 1;

    /// <summary>The bytes of a table of flat and vector columns.</summary>
    public static byte[] Write(Table table)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        Byte(bytes, Format);
        Number(bytes, table.RowCount);
        Number(bytes, table.Columns.Length);
        for (var i = 0; i < table.Columns.Length; i++)
        {
            Text(bytes, table.Schema[i].Name);
            Text(bytes, table.Schema[i].Type.ToString());
            WriteColumn(bytes, table.Columns[i]);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The table of the bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no table.</exception>
    public static Table Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new TableBytesReader(bytes);
        if (reader.Byte() is var format and not Format)
            throw new InvalidDataException($"The rows have format {format}, this program reads format {Format}. Open them with a newer program.");

        var rows = reader.Number();
        var columns = reader.Number();
        var fields = new List<(string, Column)>();
        for (var i = 0; i < columns; i++)
        {
            var name = reader.Text();
            fields.Add((name, reader.Column(reader.Text(), rows)));
        }

        reader.End();
        try
        {
            return fields.Count == 0 ? new(Schema.Empty, [], rows) : Table.Of([.. fields]);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"The rows are no table: {error.Message}", error);
        }
    }

    static void WriteColumn(ArrayBufferWriter<byte> bytes, Column column)
    {
        Byte(bytes, column.Validity.HasNulls ? (byte)1 : (byte)0);
        for (var row = 0; column.Validity.HasNulls && row < column.Length; row += 8) Byte(bytes, (byte)column.Validity.Word(row));
        switch (column)
        {
            case Column<bool> values: Fixed(bytes, values.Span); break;
            case Column<sbyte> values: Fixed(bytes, values.Span); break;
            case Column<short> values: Fixed(bytes, values.Span); break;
            case Column<int> values: Fixed(bytes, values.Span); break;
            case Column<long> values: Fixed(bytes, values.Span); break;
            case Column<float> values: Fixed(bytes, values.Span); break;
            case Column<double> values: Fixed(bytes, values.Span); break;
            case Column<Int128> values: Fixed(bytes, values.Span); break;
            case TextColumn texts: Texts(bytes, texts); break;
            case BinaryColumn blobs: Blobs(bytes, blobs); break;
            case VectorColumn vectors: Vectors(bytes, vectors); break;
            default: throw new ArgumentException($"A column of {column.Type} cannot be logged: flat types and vectors only.");
        }
    }

    static void Fixed<T>(ArrayBufferWriter<byte> bytes, ReadOnlySpan<T> values)
        where T : unmanaged => bytes.Write(MemoryMarshal.AsBytes(values));

    // The dictionary of a slice may be that of a far larger table: only what is used is written.
    static void Texts(ArrayBufferWriter<byte> bytes, TextColumn column)
    {
        var codes = new int[column.Length];
        var used = new Dictionary<int, int>();
        for (var row = 0; row < codes.Length; row++)
        {
            if (column.IsNull(row)) continue;

            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(used, column.Codes.Span[row], out var known);
            if (!known) code = used.Count - 1;
            codes[row] = code;
        }

        Number(bytes, used.Count);
        foreach (var code in used.Keys) Text(bytes, column.Dictionary[code]);
        foreach (var code in codes) Number(bytes, code);
    }

    static void Blobs(ArrayBufferWriter<byte> bytes, BinaryColumn column)
    {
        for (var row = 0; row < column.Length; row++)
        {
            Number(bytes, column[row].Length);
            bytes.Write(column[row]);
        }
    }

    static void Vectors(ArrayBufferWriter<byte> bytes, VectorColumn column)
    {
        var values = new double[(long)column.Length * column.Size];
        column.CopyRows(0, column.Length, values);
        Number(bytes, column.Size);
        Fixed<double>(bytes, values);
    }

    static void Byte(ArrayBufferWriter<byte> bytes, byte value)
    {
        bytes.GetSpan(1)[0] = value;
        bytes.Advance(1);
    }

    // Seven bits a byte, lowest first.
    static void Number(ArrayBufferWriter<byte> bytes, int value)
    {
        for (var rest = (uint)value; ; rest >>= 7)
        {
            Byte(bytes, rest < 0x80 ? (byte)rest : (byte)(rest | 0x80));
            if (rest < 0x80) return;
        }
    }

    static void Text(ArrayBufferWriter<byte> bytes, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(bytes, length);
        bytes.Advance(Encoding.UTF8.GetBytes(text, bytes.GetSpan(length)));
    }
}
