using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Panta.Data.Predictions;

/// <summary>The newest keys of a log, so that a row sent again is known: a bounded memory of 128-bit digests, oldest forgotten first. Not thread-safe.</summary>
sealed class RecentKeys(int capacity)
{
    readonly HashSet<UInt128> _known = [];
    readonly UInt128[] _ring = new UInt128[capacity];
    long _count;

    public static UInt128 Of(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    /// <summary>Remembers a key.</summary>
    /// <returns>False where it was known.</returns>
    public bool Add(UInt128 key)
    {
        if (!_known.Add(key)) return false;

        ref var place = ref _ring[(int)(_count++ % _ring.Length)];
        if (_count > _ring.Length) _known.Remove(place);
        place = key;
        return true;
    }
}
