using System.Numerics;

namespace Panta.Serving.Endpoints;

/// <summary>
/// Counts durations in buckets that grow by an eighth of a power of two: any quantile is known to 12 %, with no lock and in 2 KB. Safe to add to from many
/// threads.
/// </summary>
sealed class LatencyHistogram
{
    const int Steps = 8;

    readonly long[] _counts = new long[40 * Steps];

    /// <summary>Counts one duration.</summary>
    public void Add(TimeSpan duration) => Interlocked.Increment(ref _counts[Bucket((ulong)Math.Max(0, duration.Ticks / 10))]);

    /// <summary>The duration that a share <paramref name="p"/> of those counted does not exceed; null where none was counted.</summary>
    public TimeSpan? Quantile(double p)
    {
        var total = 0L;
        for (var i = 0; i < _counts.Length; i++) total += Interlocked.Read(ref _counts[i]);
        if (total == 0) return null;

        var rank = Math.Max(1, (long)Math.Ceiling(p * total));
        for (var i = 0; i < _counts.Length; i++)
            if ((rank -= Interlocked.Read(ref _counts[i])) <= 0) return TimeSpan.FromMicroseconds(UpperEnd(i));
        return TimeSpan.FromMicroseconds(UpperEnd(_counts.Length - 1));
    }

    // Below 8 µs each microsecond has its bucket; above, the three bits after the leading one choose it.
    static int Bucket(ulong micros)
    {
        if (micros < Steps) return (int)micros;

        var exponent = BitOperations.Log2(micros);
        return Math.Min(40 * Steps - 1, (exponent - 2) * Steps + (int)(micros >> (exponent - 3) & (Steps - 1)));
    }

    static double UpperEnd(int bucket) => bucket < Steps ? bucket : (Steps + bucket % Steps + 1) * Math.Pow(2, bucket / Steps - 1) - 1;
}
