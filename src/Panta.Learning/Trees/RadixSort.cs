namespace Panta.Learning.Trees;

/// <summary>Sorts numbers by their bytes: time grows with their count alone, and bytes that all share cost nothing.</summary>
static class RadixSort
{
    const ulong Sign = 1UL << 63;

    /// <summary>Sorts ascending; no NaN.</summary>
    public static void Sort(Span<double> values)
    {
        if (values.Length < 256)
        {
            values.Sort();
            return;
        }

        var (keys, other) = (new ulong[values.Length], new ulong[values.Length]);
        for (var i = 0; i < keys.Length; i++) keys[i] = ToKey(values[i]);
        for (var shift = 0; shift < 64; shift += 8)
            if (Pass(keys, other, shift))
                (keys, other) = (other, keys);
        for (var i = 0; i < keys.Length; i++) values[i] = FromKey(keys[i]);
    }

    /// <summary>One stable pass by a byte; false, and nothing moved, where all share it.</summary>
    static bool Pass(ulong[] from, ulong[] to, int shift)
    {
        Span<int> starts = stackalloc int[257];
        starts.Clear();
        foreach (var key in from) starts[(int)(key >> shift & 255) + 1]++;
        if (starts.IndexOf(from.Length) >= 0) return false;

        for (var i = 1; i < 257; i++) starts[i] += starts[i - 1];
        foreach (var key in from) to[starts[(int)(key >> shift & 255)]++] = key;
        return true;
    }

    /// <summary>Bits whose unsigned order is the order of numbers.</summary>
    static ulong ToKey(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }

    static double FromKey(ulong key) => BitConverter.UInt64BitsToDouble((key & Sign) != 0 ? key & ~Sign : ~key);
}
