namespace Panta.Data.Delta;

/// <summary>A Delta table cannot be read or written: it is damaged, needs a feature that is not supported, or the data does not fit it.</summary>
/// <param name="path">The table or the file in it.</param>
/// <param name="reason">What is wrong and what to do.</param>
/// <param name="cause">The error behind it, if there was one.</param>
public sealed class DeltaException(string path, string reason, Exception? cause = null) : IOException($"Delta table '{path}': {reason}", cause)
{
    /// <summary>Gets the table or the file in it.</summary>
    public string Path { get; } = path;
}
