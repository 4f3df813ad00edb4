using System.Buffers.Binary;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>The deleted rows of a data file, as its deletion vector lists them.</summary>
static class DeletedRows
{
    const int Magic = 1681511377;
    const byte FileFormat = 1;

    static readonly uint[] CrcOfByte = CrcTable();

    /// <summary>Reads the rows that a vector deletes.</summary>
    /// <param name="stored">The table's files.</param>
    /// <param name="vector">The vector.</param>
    /// <exception cref="DeltaException">The vector's file is missing, damaged or outside the table.</exception>
    public static RoaringBitmap Read(ITableFiles stored, DeletionVector vector)
    {
        var file = vector.FileIn(stored.Location);
        try
        {
            var bytes = file is null ? Inline(vector) : FromFile(stored, file, vector);
            if (bytes.Length < 4 || BinaryPrimitives.ReadInt32LittleEndian(bytes) != Magic)
                throw new InvalidDataException("it does not begin as a deletion vector does");

            var rows = RoaringBitmap.Read(bytes.AsMemory(4));
            return rows.Count == vector.Cardinality
                ? rows
                : throw new InvalidDataException($"it deletes {rows.Count} rows where the log says {vector.Cardinality}");
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            var (path, where) = file is null ? (stored.Location, " in the log") : (stored.PathOf(file), "");
            throw new DeltaException(path, $"a deletion vector{where} is damaged: {error.Message}. Restore it from a copy.", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DeltaException(
                stored.PathOf(file!), "the file of a deletion vector is missing though the log names it. Restore it from a copy.", error);
        }
    }

    static byte[] Inline(DeletionVector vector)
    {
        var bytes = Z85.Decode(vector.Place) ?? throw new InvalidDataException("it is no Z85");
        return vector.Size <= bytes.Length && bytes.Length - vector.Size < 4
            ? bytes[..vector.Size]
            : throw new InvalidDataException(SizeIs(vector, bytes.Length));
    }

    // A version byte, then for each vector its size, its bytes and their CRC-32, the numbers big-endian.
    static byte[] FromFile(ITableFiles stored, string file, DeletionVector vector)
    {
        var length = stored.Find(file)?.Size ?? throw new FileNotFoundException(null, file);
        var offset = vector.Offset ?? 1;
        if (offset < 1 || (long)offset + 4 + vector.Size + 4 > length) throw new InvalidDataException(SizeIs(vector, length));

        var version = stored.Read(file, 0, 1)[0];
        if (version != FileFormat) throw new InvalidDataException($"its file has the format {version}, not {FileFormat}");

        var whole = stored.Read(file, offset, 4 + vector.Size + 4);
        var size = BinaryPrimitives.ReadInt32BigEndian(whole);
        if (size != vector.Size) throw new InvalidDataException(SizeIs(vector, size));

        var bytes = whole[4..^4];
        return Crc32(bytes) == BinaryPrimitives.ReadUInt32BigEndian(whole.AsSpan(4 + size))
            ? bytes
            : throw new InvalidDataException("its checksum is wrong");
    }

    // The CRC of zlib, and of Java.
    static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = crc >> 8 ^ CrcOfByte[(byte)(crc ^ value)];
        return ~crc;
    }

    static uint[] CrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            table[i] = i;
            for (var bit = 0; bit < 8; bit++) table[i] = table[i] >> 1 ^ ((table[i] & 1) != 0 ? 0xEDB88320 : 0);
        }

        return table;
    }

    static string SizeIs(DeletionVector vector, long there) => $"the log says {vector.Size} bytes at {vector.Offset ?? 1}, and there are {there}";
}
