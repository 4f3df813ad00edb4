namespace Panta.Tracking.Models;

/// <summary>A model version's source is a file on another machine, which cannot be reached as such.</summary>
/// <param name="source">The URI.</param>
public sealed class UnreachableSourceException(string source)
    : Exception(
        $"'{source}' is not a valid remote uri: files of another host cannot be read. "
        + "Upload the model as artifacts of a run, or give a URI of an object store.")
{
    /// <summary>The URI.</summary>
    public string Uri { get; } = source;
}
