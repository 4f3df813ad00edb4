using System.Buffers.Binary;
using System.Numerics;

namespace Panta.Data.Predictions;

/// <summary>
/// The bytes of a record: CRC-32C of all that follows (4), payload length (4), sequence (8), the last sequence that was on disk when this one was
/// written (8), payload. Little-endian. The second sequence tells a torn tail, which nobody was promised, from a damaged record that was acknowledged.
/// </summary>
static class WriteAheadRecord
{
    public const int HeaderBytes = 24;

    public static void Write(Span<byte> into, long sequence, long durable, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into[4..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(into[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], durable);
        payload.CopyTo(into[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(into, Checksum(into[4..(HeaderBytes + payload.Length)]));
    }

    /// <summary>Reads the fields of a header; nothing of it is certain before <see cref="IsWhole"/>.</summary>
    public static (int Length, long Sequence, long Durable) Header(ReadOnlySpan<byte> bytes) => (
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));

    public static bool IsWhole(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record) == Checksum(record[4..]);

    /// <summary>CRC-32C (Castagnoli), reflected, as RFC 3720 appendix B.4 gives it.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
