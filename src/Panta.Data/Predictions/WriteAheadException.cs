namespace Panta.Data.Predictions;

/// <summary>A write-ahead file could not be written, or holds what cannot be right. Nothing is acknowledged after it.</summary>
/// <param name="path">The file or folder.</param>
/// <param name="reason">What happened and what to do.</param>
/// <param name="cause">The error of the operating system, if it was one.</param>
public sealed class WriteAheadException(string path, string reason, Exception? cause = null)
    : IOException($"Write-ahead file '{path}': {reason}", cause)
{
    /// <summary>Gets the file or folder.</summary>
    public string Path { get; } = path;
}
