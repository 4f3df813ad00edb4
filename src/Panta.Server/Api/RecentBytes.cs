namespace Panta.Server.Api;

/// <summary>
/// Pieces of bytes by key, up to a limit: what was asked for last stays. They are kept in two halves; when the newer one is full, the older one is dropped,
/// and what is found in the older one moves to the newer. One thread at a time.
/// </summary>
/// <param name="limit">The most bytes of all together, with what each takes beside its own.</param>
sealed class RecentBytes(long limit)
{
    const int Beside = 100; // the array's head and the entry of the dictionary, which grows by doubling
    const int Share = 16; // of a half, that one piece may take at most

    Dictionary<long, byte[]> _newer = [];
    Dictionary<long, byte[]> _older = [];
    long _newerBytes;

    public byte[]? Find(long key)
    {
        if (_newer.TryGetValue(key, out var bytes)) return bytes;
        if (_older.Remove(key, out bytes)) Add(key, bytes);
        return bytes;
    }

    /// <summary>Keeps a piece, or not, where it is large.</summary>
    public void Add(long key, byte[] bytes)
    {
        Remove(key);
        var half = limit / 2;
        if (Cost(bytes) > half / Share) return;

        if (_newerBytes + Cost(bytes) > half)
        {
            (_older, _newer) = (_newer, []);
            _newerBytes = 0;
        }

        _newer.Add(key, bytes);
        _newerBytes += Cost(bytes);
    }

    public void Remove(long key)
    {
        if (_newer.Remove(key, out var bytes)) _newerBytes -= Cost(bytes);
        else _older.Remove(key);
    }

    public void Clear()
    {
        (_newer, _older) = ([], []);
        _newerBytes = 0;
    }

    static long Cost(byte[] bytes) => bytes.Length + Beside;
}
