namespace Panta.Tracking.Engines;

/// <summary>
/// The store on disk cannot be used: unreadable, not writable, full, damaged, or written by a newer program. Nothing of the failed change was kept.
/// </summary>
/// <param name="path">The folder or file concerned.</param>
/// <param name="problem">What is wrong and what to do, as a sentence that follows the path.</param>
/// <param name="cause">What the operating system or the database said.</param>
public sealed class StoreException(string path, string problem, Exception? cause = null) : IOException($"The store '{path}' {problem}", cause)
{
    /// <summary>The folder or file concerned.</summary>
    public string Path { get; } = path;
}
