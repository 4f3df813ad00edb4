namespace Panta.Data.Splits;

/// <summary>
/// The generator WELL19937c (Panneton, L'Ecuyer and Matsumoto, 2006) with the seeding of Apache Commons Math 3, by which Spark samples with replacement.
/// </summary>
sealed class Well19937
{
    const int Words = 624;

    readonly int[] _state = new int[Words];
    int _index;

    public Well19937(long seed)
    {
        unchecked
        {
            (_state[0], _state[1]) = ((int)(seed >>> 32), (int)seed);
            for (var i = 2; i < Words; i++)
            {
                long before = _state[i - 2];
                _state[i] = (int)(1812433253L * (before ^ (before >> 30)) + i);
            }
        }
    }

    /// <summary>A number in [0, 1) of 52 random bits.</summary>
    public double NextDouble()
    {
        var high = (long)Next(26) << 26;
        return (high | (long)Next(26)) * (1.0 / (1L << 52));
    }

    int Next(int bits)
    {
        unchecked
        {
            var (before, twoBefore) = ((_index + Words - 1) % Words, (_index + Words - 2) % Words);
            var (v0, v1, v2, v3) = (_state[_index], _state[(_index + 70) % Words], _state[(_index + 179) % Words], _state[(_index + 449) % Words]);
            var z0 = ((int)0x80000000 & _state[before]) ^ (0x7FFFFFFF & _state[twoBefore]);
            var z1 = v0 ^ (v0 << 25) ^ (v1 ^ (v1 >>> 27));
            var z2 = (v2 >>> 9) ^ (v3 ^ (v3 >>> 1));
            var z3 = z1 ^ z2;
            var z4 = z0 ^ (z1 ^ (z1 << 9)) ^ (z2 ^ (z2 << 21)) ^ (z3 ^ (z3 >>> 21));
            (_state[_index], _state[before]) = (z3, z4);
            _state[twoBefore] &= (int)0x80000000;
            _index = before;
            z4 ^= (z4 << 7) & (int)0xe46e1700;
            z4 ^= (z4 << 15) & (int)0x9b868000;
            return z4 >>> (32 - bits);
        }
    }
}
