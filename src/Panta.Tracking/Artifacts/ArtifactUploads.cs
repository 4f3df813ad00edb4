using System.Globalization;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Artifacts;

/// <summary>
/// Uploads in parts, which come in any order and at the same time. They wait in the data folder, <c>uploads/</c>, and survive a restart; the artifact appears
/// when the upload is completed, whole. What nobody completes is removed after a day. Thread-safe.
/// </summary>
public sealed class ArtifactUploads
{
    /// <summary>The most parts of an upload.</summary>
    public const int MostParts = 10_000;

    const string TargetFile = "path";
    static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    readonly ArtifactStore _artifacts;
    readonly TimeProvider _time;
    readonly string _root;
    readonly FolderFiles _parts;
    readonly Lock _gate = new();
    readonly HashSet<string> _sending = []; // tags of parts that are on disk perhaps, and count apart

    /// <summary>Opens the uploads under way.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="artifacts">Where completed uploads go.</param>
    /// <param name="time">The clock that tells what is abandoned.</param>
    /// <exception cref="StoreException">The folder for parts cannot be made.</exception>
    public ArtifactUploads(DataFolder folder, ArtifactStore artifacts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _root = ArtifactDestination.MakeFolder(Path.Combine(folder.Root, "uploads"));
        (_artifacts, _time, _parts) = (artifacts, time, new(_root));
        foreach (var upload in new DirectoryInfo(_root).EnumerateDirectories()) Measure(upload.Name, FindTarget(upload.Name));
    }

    /// <summary>Begins an upload, and removes those that were abandoned.</summary>
    /// <param name="path">Where the artifact shall be in the store.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The upload's id, which nobody else can guess.</returns>
    /// <exception cref="ArgumentException">The path leaves the store, or is the whole store.</exception>
    /// <exception cref="StoreException">It could not be written.</exception>
    public async Task<string> BeginAsync(string path, CancellationToken cancel = default)
    {
        if (ArtifactPath.Normalize(path) is not { Length: > 0 } plain) throw new ArgumentException("Invalid path");
        RemoveOlder(_time.GetUtcNow() - Patience);
        var id = Guid.NewGuid().ToString("N");
        using var target = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(plain));
        await _parts.WriteAsync($"{id}/{TargetFile}", target, cancel).ConfigureAwait(false);
        return id;
    }

    /// <summary>Stores a part; complete when it is on disk. One of the same number is replaced.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="number">1 to <see cref="MostParts"/>.</param>
    /// <param name="content">Its bytes, read once.</param>
    /// <param name="limit">The most bytes of the upload's parts together. Default no limit.</param>
    /// <param name="expected">The part's length, as far as it is known. Default 0.</param>
    /// <param name="cancel">Gives up; nothing is left.</param>
    /// <returns>The tag that names just these bytes when the upload is completed.</returns>
    /// <exception cref="NotFoundException">There is no such upload.</exception>
    /// <exception cref="ArgumentException">The number is out of range.</exception>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than <paramref name="limit"/>; nothing is left.</exception>
    /// <exception cref="QuotaExceededException">The part does not fit into the quota; nothing is left.</exception>
    /// <exception cref="StoreException">It could not be written; nothing is left.</exception>
    public async Task<string> WritePartAsync(
        string id, int number, Stream content, long limit = long.MaxValue, long expected = 0, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = TargetOf(id);
        if (number is < 1 or > MostParts) throw new ArgumentException($"part_number is {number}; an upload has parts 1 to {MostParts:N0}.");

        var total = BytesOf(id);
        if (expected > limit - total) throw new ArtifactTooLargeException(total + expected, limit);
        var tag = Guid.NewGuid().ToString("N");
        using var hold = _artifacts.Usage is null
            ? null
            : await _artifacts.Usage.BeginPartAsync(path, expected, BytesOf(id, Prefix(number)), cancel).ConfigureAwait(false);
        lock (_gate) _sending.Add(tag);
        using var counted = new PulledStream(async (buffer, stop) =>
        {
            var read = await content.ReadAsync(buffer, stop).ConfigureAwait(false);
            if ((total += read) > limit) throw new ArtifactTooLargeException(total, limit);
            hold?.Count(read);
            return read;
        });
        try
        {
            await _parts.WriteAsync(NameOf(id, number, tag), counted, cancel).ConfigureAwait(false);
            RemoveReplaced(id, number, tag);
        }
        catch
        {
            lock (_gate) _sending.Remove(tag);
            throw;
        }

        lock (_gate)
        {
            _sending.Remove(tag);
            hold?.EndPart(id, BytesOf(id));
        }

        return tag;
    }

    /// <summary>Makes the artifact of the parts, in the order of their numbers; the upload is over then.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="path">The path it was begun with.</param>
    /// <param name="parts">Number and tag of each part.</param>
    /// <param name="limit">The most bytes to take. Default no limit.</param>
    /// <param name="cancel">Gives up; nothing is made, and the parts stay.</param>
    /// <exception cref="NotFoundException">There is no such upload.</exception>
    /// <exception cref="ArgumentException">A part is missing or was replaced, or the path is another.</exception>
    /// <exception cref="ArtifactTooLargeException">There are more bytes than <paramref name="limit"/>.</exception>
    /// <exception cref="StoreException">The artifact could not be written.</exception>
    public async Task CompleteAsync(
        string id, string path, IReadOnlyList<(int Number, string Tag)> parts, long limit = long.MaxValue, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        RequireTarget(id, path);
        if (parts.Count == 0) throw new ArgumentException("An upload is completed with the parts it has; 'parts' is empty.");
        var sent = parts.OrderBy(part => part.Number).Select(part => (part.Number, Tag: part.Tag.Trim('"'))).ToList();
        if (sent.FirstOrDefault(part => !IsThere(id, part.Number, part.Tag)) is { Tag: { } tag } missing)
            throw new ArgumentException(
                $"The upload has no part {missing.Number} of tag '{tag}': it was never sent, or sent anew. Send it, then complete with the tag it got.");

        await WriteJoinedAsync(id, path, sent.ConvertAll(part => NameOf(id, part.Number, part.Tag)), limit, cancel).ConfigureAwait(false);
        Remove(id, path);
    }

    /// <summary>Gives an upload up and removes its parts.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="path">The path it was begun with.</param>
    /// <exception cref="NotFoundException">There is no such upload.</exception>
    /// <exception cref="ArgumentException">The path is another.</exception>
    public void Abort(string id, string path)
    {
        RequireTarget(id, path);
        Remove(id, path);
    }

    /// <summary>Removes the uploads that nobody has sent a part of since a time.</summary>
    /// <param name="before">The time.</param>
    /// <returns>How many.</returns>
    public int RemoveOlder(DateTimeOffset before)
    {
        var old = new DirectoryInfo(_root).EnumerateDirectories().Where(upload => upload.LastWriteTimeUtc < before.UtcDateTime).ToList();
        foreach (var upload in old) Remove(upload.Name, FindTarget(upload.Name));
        return old.Count + (_parts.RemoveLeftovers(before) ?? 0);
    }

    void RemoveReplaced(string id, int number, string tag)
    {
        foreach (var part in _parts.List(id))
            if (part.Name.StartsWith(Prefix(number), StringComparison.Ordinal) && TagOf(part.Name) != tag)
                _parts.Delete($"{id}/{part.Name}");
    }

    async Task WriteJoinedAsync(string id, string path, List<string> names, long limit, CancellationToken cancel)
    {
        var next = 0;
        Stream? current = null;
        try
        {
            using var joined = new PulledStream(async (buffer, stop) =>
            {
                for (; ; current = _parts.Open(names[next++])!.Content)
                {
                    if (current is not null && await current.ReadAsync(buffer, stop).ConfigureAwait(false) is > 0 and var read) return read;
                    if (current is not null) await current.DisposeAsync().ConfigureAwait(false);
                    if (next == names.Count) return 0;
                }
            });
            var bytes = names.Sum(name => _parts.BytesOf(name) ?? 0);
            await _artifacts.WriteAsync(path, joined, limit, bytes, paid: _artifacts.Usage?.WaitingOf(id) ?? 0, cancel).ConfigureAwait(false);
        }
        finally
        {
            if (current is not null) await current.DisposeAsync().ConfigureAwait(false);
        }
    }

    void Remove(string id, string? path)
    {
        _parts.Delete(id);
        Measure(id, path);
    }

    // What waits counts against the quota of what it will be.
    void Measure(string id, string? path)
    {
        if (path is null || _artifacts.Usage is not { } usage) return;

        lock (_gate) usage.Wait(id, path, BytesOf(id));
    }

    void RequireTarget(string id, string path)
    {
        if (TargetOf(id) != ArtifactPath.Normalize(path)) throw new ArgumentException($"The upload '{id}' was begun for another path than '{path}'.");
    }

    // Of parts that have come; those still held are not counted twice.
    long BytesOf(string id, string prefix = "")
    {
        lock (_gate)
            return _parts.List(id)
                .Where(part => part.Name != TargetFile && part.Name.StartsWith(prefix, StringComparison.Ordinal) && !_sending.Contains(TagOf(part.Name)))
                .Sum(part => part.Size ?? 0);
    }

    string TargetOf(string id) => FindTarget(id)
        ?? throw new NotFoundException("upload", id, $"There is no upload '{id}' under way: it was completed, given up, or removed after a day.");

    string? FindTarget(string id)
    {
        if (!Guid.TryParseExact(id, "N", out _) || _parts.Open($"{id}/{TargetFile}") is not { } file) return null;

        using var reader = new StreamReader(file.Content);
        return reader.ReadToEnd();
    }

    // A tag of a client's own making must not name another file.
    bool IsThere(string id, int number, string tag) => Guid.TryParseExact(tag, "N", out _) && _parts.BytesOf(NameOf(id, number, tag)) is not null;

    static string NameOf(string id, int number, string tag) => $"{id}/{Prefix(number)}{tag}";

    static string TagOf(string name) => name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..];

    static string Prefix(int number) => number.ToString("D5", CultureInfo.InvariantCulture) + "-";
}
