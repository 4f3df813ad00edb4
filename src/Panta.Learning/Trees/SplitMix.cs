namespace Panta.Learning.Trees;

/// <summary>SplitMix64: a small generator whose n-th number needs no history, so draws do not depend on the order in which threads make them.</summary>
/// <remarks>Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators.</remarks>
struct SplitMix(ulong seed)
{
    const ulong Step = 0x9E3779B97F4A7C15;
    ulong _state = seed;

    public ulong Next() => Mix(_state += Step);

    /// <summary>A whole number in [0, limit).</summary>
    public int Next(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => ToDouble(Next());

    /// <summary>The generator of a named part: independent of its siblings.</summary>
    public static SplitMix Of(ulong seed, ulong part) => new(Mix(seed ^ Mix(part + Step)));

    /// <summary>The <paramref name="index"/>-th number in [0, 1) of a seed.</summary>
    public static double At(ulong seed, ulong index) => ToDouble(Mix(seed + (index + 1) * Step));

    static double ToDouble(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
