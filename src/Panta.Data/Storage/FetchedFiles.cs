namespace Panta.Data.Storage;

/// <summary>Files on this machine's disk, kept there until this is disposed.</summary>
/// <param name="paths">Their full paths, in the order asked for.</param>
/// <param name="release">What lets go of them. Default: nothing.</param>
sealed class FetchedFiles(IReadOnlyList<string> paths, Action? release = null) : IDisposable
{
    Action? _release = release;

    public IReadOnlyList<string> Paths { get; } = paths;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
