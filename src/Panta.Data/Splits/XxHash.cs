using System.Buffers.Binary;
using System.Numerics;

namespace Panta.Data.Splits;

/// <summary>XXH64 (Collet, 2014), as Spark's SQL function <c>xxhash64</c> uses it.</summary>
sealed class XxHash : IRowHash
{
    const ulong Prime1 = 0x9E3779B185EBCA87;
    const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    const ulong Prime3 = 0x165667B19E3779F9;
    const ulong Prime4 = 0x85EBCA77C2B2AE63;
    const ulong Prime5 = 0x27D4EB2F165667C5;

    public static ulong OfInt(int value, ulong seed) => unchecked(Ended(WithWord(seed + Prime5 + 4, (uint)value)));

    public static ulong OfLong(long value, ulong seed) => unchecked(Ended(WithLong(seed + Prime5 + 8, (ulong)value)));

    public static ulong OfBytes(ReadOnlySpan<byte> bytes, ulong seed)
    {
        unchecked
        {
            var hash = (bytes.Length >= 32 ? Stripes(bytes, seed) : seed + Prime5) + (ulong)bytes.Length;
            return Ended(WithRest(hash, bytes[^(bytes.Length & 31)..]));
        }
    }

    static ulong WithRest(ulong hash, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = WithLong(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        if (bytes.Length >= 4)
        {
            hash = WithWord(hash, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            bytes = bytes[4..];
        }

        foreach (var rest in bytes) hash = unchecked(BitOperations.RotateLeft(hash ^ rest * Prime5, 11) * Prime1);
        return hash;
    }

    static ulong Stripes(ReadOnlySpan<byte> all, ulong seed)
    {
        unchecked
        {
            Span<ulong> lanes = [seed + Prime1 + Prime2, seed + Prime2, seed, seed - Prime1];
            for (var at = 0; at + 32 <= all.Length; at += 32)
                for (var lane = 0; lane < 4; lane++)
                    lanes[lane] = Round(lanes[lane], BinaryPrimitives.ReadUInt64LittleEndian(all[(at + 8 * lane)..]));

            var hash = BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
                + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
            foreach (var lane in lanes) hash = (hash ^ Round(0, lane)) * Prime1 + Prime4;
            return hash;
        }
    }

    static ulong Round(ulong lane, ulong input) => unchecked(BitOperations.RotateLeft(lane + input * Prime2, 31) * Prime1);

    static ulong WithLong(ulong hash, ulong value) => unchecked(BitOperations.RotateLeft(hash ^ Round(0, value), 27) * Prime1 + Prime4);

    static ulong WithWord(ulong hash, uint value) => unchecked(BitOperations.RotateLeft(hash ^ value * Prime1, 23) * Prime2 + Prime3);

    static ulong Ended(ulong hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }
}
