using System.Buffers.Binary;
using System.Numerics;

namespace Panta.Data.Splits;

/// <summary>
/// MurmurHash3 of 32 bits (Appleby, 2011) as Spark's SQL function <c>hash</c> uses it: bytes beyond the last whole word are mixed in one by one, with their sign.
/// </summary>
sealed class Murmur3Hash : IRowHash
{
    public static ulong OfInt(int value, ulong seed) => unchecked(Ended(Mixed((uint)seed, (uint)value), 4));

    public static ulong OfLong(long value, ulong seed) => unchecked(Ended(Mixed(Mixed((uint)seed, (uint)value), (uint)(value >> 32)), 8));

    public static ulong OfBytes(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var (hash, whole) = (unchecked((uint)seed), bytes.Length & ~3);
        for (var i = 0; i < whole; i += 4) hash = Mixed(hash, BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
        foreach (var rest in bytes[whole..]) hash = Mixed(hash, unchecked((uint)(sbyte)rest));
        return Ended(hash, bytes.Length);
    }

    public static uint Mixed(uint hash, uint block) => unchecked(
        BitOperations.RotateLeft(hash ^ BitOperations.RotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593, 13) * 5 + 0xe6546b64);

    public static uint Ended(uint hash, int length)
    {
        unchecked
        {
            hash ^= (uint)length;
            hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
            hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
            return hash ^ (hash >> 16);
        }
    }
}
