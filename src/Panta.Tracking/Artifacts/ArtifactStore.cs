using Panta.Data.Storage;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Artifacts;

/// <summary>
/// Files of runs and models, in the data folder, in another folder or on S3. A file appears whole or not at all, and is durable when its writing ends.
/// Neither way is more of it in memory than a piece. Thread-safe.
/// </summary>
public sealed class ArtifactStore
{
    readonly IArtifactFiles _files;
    readonly ArtifactUsage? _usage;

    /// <summary>Opens the store, removing what uploads cut short by a crash left behind.</summary>
    /// <param name="folder">The data folder, which remembers a destination outside it.</param>
    /// <param name="destination">
    /// A folder, <c>file:///folder</c> or <c>s3://bucket/prefix</c>; null (default) for where the folder's files were kept
    /// last, at first <c>artifacts/</c> in it.
    /// </param>
    /// <param name="s3">How S3 is reached. Default: by the environment.</param>
    /// <param name="quota">How much may be kept. Default without end.</param>
    /// <exception cref="ArgumentException">The destination is of another kind.</exception>
    /// <exception cref="StoreException">The folder cannot be made or written.</exception>
    public ArtifactStore(DataFolder folder, string? destination = null, S3Options? s3 = null, ArtifactQuota? quota = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var place = destination is null ? folder.RememberedArtifacts : ArtifactDestination.Parse(destination);
        _files = place is null ? new FolderFiles(folder.Artifacts)
            : S3Objects.Knows(place) ? new BucketFiles(S3Objects.At(place, s3)) : new FolderFiles(ArtifactDestination.MakeFolder(place));
        if (destination is not null) folder.RememberArtifacts(place!);
        var file = new UsageFile(folder);
        if (quota is { IsNone: false }) _usage = new(_files, quota, file);
        else file.Remove(); // nobody keeps it up to date
    }

    /// <summary>Where the files are: a folder's full path, or an address.</summary>
    public string Location => _files.Location;

    /// <summary>Bytes that are kept or on their way; null without a quota, and until they have been counted.</summary>
    public long? UsedBytes => _usage?.Total;

    internal ArtifactUsage? Usage => _usage;

    /// <summary>
    /// The store's path of an artifact URI: of <c>mlflow-artifacts:/0/RUN</c>, or of an address or path below <see cref="Location"/>; null for files
    /// kept elsewhere.
    /// </summary>
    /// <param name="uri">An artifact URI.</param>
    /// <exception cref="ArgumentException">The path in it leaves the store.</exception>
    public string? PathOf(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var plain = uri.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) ? uri["file://".Length..] : uri;
        return plain.StartsWith(Location + "/", StringComparison.Ordinal)
            ? ArtifactPath.Normalize(plain[(Location.Length + 1)..].TrimStart('/'))
            : ArtifactPath.OfUri(uri);
    }

    /// <summary>Stores a file; complete when it is durable. One that is there is replaced.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <param name="content">Its bytes, read once.</param>
    /// <param name="limit">The most bytes to take. Default no limit.</param>
    /// <param name="expected">Its length, as far as it is known, so that what does not fit is refused at once. Default 0.</param>
    /// <param name="cancel">Gives up; nothing is left.</param>
    /// <exception cref="ArgumentException">The path leaves the store or is a folder.</exception>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than <paramref name="limit"/>; nothing is left.</exception>
    /// <exception cref="QuotaExceededException">It does not fit into the quota; nothing is left.</exception>
    /// <exception cref="StoreException">It could not be written (disk full, no permission); nothing is left.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses; nothing is left.</exception>
    public Task WriteAsync(string path, Stream content, long limit = long.MaxValue, long expected = 0, CancellationToken cancel = default) =>
        WriteAsync(path, content, limit, expected, 0, cancel);

    // Paid are bytes of it that count already and will be given back.
    internal async Task WriteAsync(string path, Stream content, long limit, long expected, long paid, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        var plain = FileOf(path);
        if (expected > limit) throw new ArtifactTooLargeException(expected, limit);
        using var hold = _usage is null ? null : await _usage.BeginAsync(plain, expected, paid, cancel).ConfigureAwait(false);
        var total = 0L;
        using var counted = new PulledStream(async (buffer, stop) =>
        {
            var read = await content.ReadAsync(buffer, stop).ConfigureAwait(false);
            if ((total += read) > limit) throw new ArtifactTooLargeException(total, limit);
            hold?.Count(read);
            return read;
        });
        try
        {
            await _files.WriteAsync(plain, counted, cancel).ConfigureAwait(false);
            hold?.Keep();
        }
        catch (Exception error) when (error is StoreException or StorageException)
        {
            hold?.Doubt();
            throw;
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <returns>The file, whose content is to be disposed.</returns>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The path leaves the store, or is a folder.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public ArtifactFile Open(string path) => _files.Open(FileOf(path)) ?? throw NoSuch(path);

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
    /// <returns>What went.</returns>
    public ArtifactCount Delete(string path)
    {
        var plain = FileOf(path);
        return _usage is null ? _files.Delete(plain) : _usage.Delete(plain);
    }

    /// <summary>What is in a folder and those below it.</summary>
    /// <param name="path">The folder's path in the store.</param>
    /// <exception cref="ArgumentException">The path leaves the store, or is the whole store.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public ArtifactCount Count(string path) => ArtifactCount.Of(_files.Walk(FileOf(path)));

    /// <summary>Removes what uploads left behind that were cut short.</summary>
    /// <param name="before">Those begun before this time.</param>
    /// <returns>How many; null where the storage cannot tell.</returns>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public int? RemoveLeftovers(DateTimeOffset before) => _files.RemoveLeftovers(before);

    /// <summary>An address by which whoever has it reads a file for a while, past this program; null where the files are in a folder.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <param name="lifetime">How long it may be used, up to seven days.</param>
    /// <returns>The address and the file's length.</returns>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public async Task<(string Address, long Bytes)?> SignReadAsync(string path, TimeSpan lifetime)
    {
        var plain = FileOf(path);
        if (_files.SignRead(plain, lifetime) is not { } signing) return null;

        var bytes = _files.BytesOf(plain) ?? throw NoSuch(path);
        return (await signing.ConfigureAwait(false), bytes);
    }

    /// <summary>With a quota: counts what is kept, unless that is known.</summary>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public Task CountAsync() => _usage?.CountedAsync() ?? Task.CompletedTask;

    /// <summary>
    /// With a quota: mends and writes down what is counted, so that it need not be counted when the store is opened again. To be called now and then.
    /// </summary>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public void Settle() => _usage?.Settle();

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

    static NotFoundException NoSuch(string path) => new("artifact", path, $"No such artifact: '{path}'.");

    static string FileOf(string path) => ArtifactPath.Normalize(path) is { Length: > 0 } plain ? plain : throw new ArgumentException("Invalid path");
}
