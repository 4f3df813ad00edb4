namespace Panta.Tracking.Artifacts;

/// <summary>Where the bytes of artifacts lie. Paths are normalized and not empty but where said. Safe to call from many threads.</summary>
interface IArtifactFiles
{
    /// <summary>Where it is, as messages name it.</summary>
    string Location { get; }

    /// <summary>Writes a file over the one there may be, whole or not at all; durable when complete.</summary>
    Task WriteAsync(string path, Stream content, CancellationToken cancel);

    /// <summary>Opens a file; null where there is none. A folder is refused.</summary>
    ArtifactFile? Open(string path);

    /// <summary>What is in a folder (empty for all), in any order.</summary>
    IEnumerable<ArtifactEntry> List(string path);

    /// <summary>The length of a file; null where there is none.</summary>
    long? BytesOf(string path);

    /// <summary>All files in a folder (empty for all) and those below it, with their lengths, in any order.</summary>
    IEnumerable<(string Path, long Bytes)> Walk(string folder);

    /// <summary>Removes a file or a folder with all in it; nothing where there is none.</summary>
    ArtifactCount Delete(string path);

    /// <summary>Removes what uploads left behind that were cut short before a time; null where nobody can tell.</summary>
    int? RemoveLeftovers(DateTimeOffset before);

    /// <summary>An address by which whoever has it reads a file for a while; null where files have none.</summary>
    Task<string>? SignRead(string path, TimeSpan lifetime);

    /// <summary>Hands over a folder of this machine that holds what the folder holds; it may be gone afterwards.</summary>
    T WithFolder<T>(string path, Func<string, T> use);
}
