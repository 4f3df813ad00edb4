using Panta.Data.Storage;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Artifacts;

/// <summary>
/// Files of runs and models, in the data folder, in another folder or on S3. A file appears whole or not at all, and is durable when its writing ends.
/// Neither way is more of it in memory than a piece. Thread-safe.
/// </summary>
public sealed class ArtifactStore
{
    readonly IArtifactFiles _files;

    /// <summary>Opens the store, removing what uploads cut short by a crash left behind.</summary>
    /// <param name="folder">The data folder, which remembers a destination outside it.</param>
    /// <param name="destination">
    /// A folder, <c>file:///folder</c> or <c>s3://bucket/prefix</c>; null (default) for where the folder's files were kept
    /// last, at first <c>artifacts/</c> in it.
    /// </param>
    /// <param name="s3">How S3 is reached. Default: by the environment.</param>
    /// <exception cref="ArgumentException">The destination is of another kind.</exception>
    /// <exception cref="StoreException">The folder cannot be made or written.</exception>
    public ArtifactStore(DataFolder folder, string? destination = null, S3Options? s3 = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var place = destination is null ? folder.RememberedArtifacts : ArtifactDestination.Parse(destination);
        _files = place is null ? new FolderFiles(folder.Artifacts)
            : S3Objects.Knows(place) ? new BucketFiles(S3Objects.At(place, s3)) : new FolderFiles(ArtifactDestination.MakeFolder(place));
        if (destination is not null) folder.RememberArtifacts(place!);
    }

    /// <summary>Where the files are: a folder's full path, or an address.</summary>
    public string Location => _files.Location;

    /// <summary>Stores a file; complete when it is durable. One that is there is replaced.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <param name="content">Its bytes, read once.</param>
    /// <param name="limit">The most bytes to take. Default no limit.</param>
    /// <param name="cancel">Gives up; nothing is left.</param>
    /// <exception cref="ArgumentException">The path leaves the store or is a folder, or there are more bytes than <paramref name="limit"/>.</exception>
    /// <exception cref="StoreException">It could not be written (disk full, no permission); nothing is left.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses; nothing is left.</exception>
    public async Task WriteAsync(string path, Stream content, long limit = long.MaxValue, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var plain = FileOf(path);
        var total = 0L;
        using var counted = new PulledStream(async (buffer, stop) =>
        {
            var read = await content.ReadAsync(buffer, stop).ConfigureAwait(false);
            return (total += read) <= limit ? read : throw new ArgumentException($"Artifact size is too large. Max size is {limit} bytes.");
        });
        await _files.WriteAsync(plain, counted, cancel).ConfigureAwait(false);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <returns>The file, whose content is to be disposed.</returns>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The path leaves the store, or is a folder.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public ArtifactFile Open(string path) => _files.Open(FileOf(path)) ?? throw new NotFoundException("artifact", path, $"No such artifact: '{path}'.");

    /// <summary>Opens a file's bytes.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <returns>A seekable stream to dispose.</returns>
    /// <inheritdoc cref="Open" path="/exception"/>
    public Stream OpenRead(string path) => Open(path).Content;

    /// <summary>What is in a folder, by name; nothing for a file or where there is none.</summary>
    /// <param name="path">The folder's path in the store; empty for the whole store.</param>
    /// <exception cref="ArgumentException">The path leaves the store.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public IReadOnlyList<ArtifactEntry> List(string path) => [.. _files.List(ArtifactPath.Normalize(path)).OrderBy(e => e.Name, StringComparer.Ordinal)];

    /// <summary>Removes a file or a folder with all in it; nothing where there is none.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <exception cref="ArgumentException">The path leaves the store, or is the whole store.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public void Delete(string path) => _files.Delete(FileOf(path));

    /// <summary>Gives a program that loads models a folder of this machine with what a folder of the store holds.</summary>
    /// <remarks>It is the store's own, or a copy that goes afterwards.</remarks>
    /// <typeparam name="T">What the program answers.</typeparam>
    /// <param name="path">The folder's path in the store.</param>
    /// <param name="use">Reads the folder and keeps nothing of it open.</param>
    /// <exception cref="ArgumentException">The path leaves the store, or is the whole store.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public T WithFolder<T>(string path, Func<string, T> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return _files.WithFolder(FileOf(path), use);
    }

    static string FileOf(string path) => ArtifactPath.Normalize(path) is { Length: > 0 } plain ? plain : throw new ArgumentException("Invalid path");
}
