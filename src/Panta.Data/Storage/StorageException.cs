namespace Panta.Data.Storage;

/// <summary>The storage of a table does not answer, or refuses.</summary>
/// <param name="path">The file or folder asked for.</param>
/// <param name="reason">What is wrong and what to do.</param>
/// <param name="cause">The error behind it, if there was one.</param>
public sealed class StorageException(string path, string reason, Exception? cause = null) : IOException($"'{path}': {reason}", cause)
{
    /// <summary>Gets the file or folder asked for.</summary>
    public string Path { get; } = path;

    /// <summary>Gets whether what was asked may have been done all the same: the storage was asked, and its answer was lost. Default false.</summary>
    public bool Uncertain { get; init; }
}
