namespace Panta.Tracking.Artifacts;

/// <summary>What an upload takes of the quota while it is under way. One thread at a time.</summary>
/// <param name="usage">Where it counts.</param>
/// <param name="path">What is written.</param>
/// <param name="replaced">The length of the file that goes; null for a part of a file.</param>
/// <param name="credit">Bytes that need no room, because as many are given back.</param>
sealed class ArtifactHold(ArtifactUsage usage, string path, long? replaced, long credit) : IDisposable
{
    long _read;
    long _held;
    long? _kept;
    bool _doubtful;
    bool _over;

    /// <summary>Holds room for so many bytes in all.</summary>
    /// <exception cref="QuotaExceededException">There is not as much.</exception>
    public void Add(long bytes)
    {
        if (bytes - credit - _held is not (> 0 and var more)) return;

        usage.Hold(path, more);
        _held += more;
    }

    /// <summary>Counts bytes that came.</summary>
    /// <exception cref="QuotaExceededException">There is no room for them.</exception>
    public void Count(int bytes) => Add(_read += bytes);

    /// <summary>Says that the bytes are stored.</summary>
    public void Keep() => _kept = _read;

    /// <summary>Says that nobody knows whether the bytes are stored.</summary>
    public void Doubt() => _doubtful = true;

    /// <summary>Ends a part: the upload has so many bytes on disk now.</summary>
    public void EndPart(string upload, long bytes)
    {
        usage.Wait(upload, path, bytes, released: _held);
        _over = true;
    }

    /// <summary>Gives back what is held; what is stored counts as kept from now on.</summary>
    public void Dispose()
    {
        if (_over) return;

        _over = true;
        if (replaced is { } old) usage.EndWrite(path, _kept is { } bytes ? bytes - old : 0, _held, _doubtful);
        else usage.Release(path, _held);
    }
}
