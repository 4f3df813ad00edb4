using System.Buffers.Binary;
using System.Numerics;

namespace Panta.Learning.Tuning;

/// <summary>
/// Spark's generator, so that the same seed makes the same folds: XORShift (Marsaglia, 2003; shifts 21, 35, 4) from a seed scrambled by MurmurHash3.
/// </summary>
sealed class XorShiftRandom(long seed)
{
    const int FirstHashSeed = 0x3C074A61;

    ulong _state = Scramble(seed);

    /// <summary>A number in [0, 1) of 53 random bits, as Java's nextDouble.</summary>
    public double NextDouble() => (((long)Next(26) << 27) + Next(27)) * (1.0 / (1L << 53));

    int Next(int bits)
    {
        var next = _state ^ (_state << 21);
        next ^= next >>> 35;
        next ^= next << 4;
        _state = next;
        return (int)(next & ((1UL << bits) - 1));
    }

    static ulong Scramble(long seed)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seed);
        var low = Murmur3(bytes, unchecked((uint)FirstHashSeed));
        var high = Murmur3(bytes, low);
        return (ulong)high << 32 | low;
    }

    static uint Murmur3(ReadOnlySpan<byte> bytes, uint hash)
    {
        for (var i = 0; i + 4 <= bytes.Length; i += 4)
        {
            var block = BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]) * 0xcc9e2d51;
            hash ^= BitOperations.RotateLeft(block, 15) * 0x1b873593;
            hash = BitOperations.RotateLeft(hash, 13) * 5 + 0xe6546b64;
        }

        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
