using System.Buffers.Binary;
using System.Numerics;

namespace Panta.Data.Splits;

/// <summary>
/// Spark's random numbers (<c>org.apache.spark.util.random.XORShiftRandom</c>), bit for bit: Marsaglia's XORShift (2003; shifts 21, 35, 4) from a seed that
/// MurmurHash3 scrambles, with Java's ways to make numbers of it. Not for secrets. One thread at a time.
/// </summary>
/// <param name="seed">Any number; near seeds give unlike sequences.</param>
public sealed class XorShiftRandom(long seed)
{
    const int FirstHashSeed = 0x3C074A61;
    const double Unit = 1.0 / (1L << 53);

    ulong _state = (ulong)HashSeed(seed);
    double? _nextGaussian;

    /// <summary>The scrambled form of a seed: where a generator starts.</summary>
    /// <param name="seed">The seed.</param>
    public static long HashSeed(long seed)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seed);
        var low = Murmur3(bytes, unchecked((uint)FirstHashSeed));
        var high = Murmur3(bytes, low);
        return unchecked((long)((ulong)high << 32 | low));
    }

    /// <summary>Any of the 2³² integers.</summary>
    public int NextInt() => Next(32);

    /// <summary>An integer from 0 to <paramref name="bound"/> − 1.</summary>
    /// <param name="bound">How many integers to choose from; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is less than 1.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        var draw = Next(31);
        if (BitOperations.IsPow2(bound)) return (int)(((long)bound * draw) >> 31);

        // The numbers above the last whole multiple of the bound would favour small results: drawn again.
        while (draw - draw % bound > int.MaxValue - (bound - 1)) draw = Next(31);
        return draw % bound;
    }

    /// <summary>A number of 64 random bits.</summary>
    public long NextLong()
    {
        var high = (long)Next(32) << 32;
        return high + Next(32);
    }

    /// <summary>A number in [0, 1) of 53 random bits: Spark's <c>rand</c>.</summary>
    public double NextDouble()
    {
        var high = (long)Next(26) << 27;
        return (high + Next(27)) * Unit;
    }

    /// <summary>A number of the standard normal distribution: Spark's <c>randn</c>. Marsaglia's polar method (1964), two numbers at a time.</summary>
    public double NextGaussian()
    {
        if (_nextGaussian is { } kept)
        {
            _nextGaussian = null;
            return kept;
        }

        while (true)
        {
            var x = 2 * NextDouble() - 1;
            var y = 2 * NextDouble() - 1;
            var square = x * x + y * y;
            if (square is >= 1 or 0) continue;

            var scale = Math.Sqrt(-2 * StrictLogarithm.Of(square) / square);
            _nextGaussian = y * scale;
            return x * scale;
        }
    }

    int Next(int bits)
    {
        var next = _state ^ (_state << 21);
        next ^= next >>> 35;
        next ^= next << 4;
        _state = next;
        return unchecked((int)(next & ((1UL << bits) - 1)));
    }

    static uint Murmur3(ReadOnlySpan<byte> bytes, uint hash)
    {
        for (var i = 0; i + 4 <= bytes.Length; i += 4) hash = Murmur3Hash.Mixed(hash, BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
        return Murmur3Hash.Ended(hash, bytes.Length);
    }
}
