using System.Buffers;
using Panta.Data.Delta;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Artifacts;

/// <summary>
/// Artifacts in a folder of this machine. A file is streamed to a temporary name, flushed to disk, renamed, and the folder flushed. Links that somebody put
/// into the folder are not followed and not shown: what they lead to is not the store's.
/// </summary>
sealed class FolderFiles : IArtifactFiles
{
    const string PartialPrefix = ".partial-";
    const int BufferSize = 128 * 1024;
    const int Attempts = 100; // of others that make or remove a folder meanwhile
    const int NoSuchFile = 2; // ENOENT

    static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    readonly string _root;

    /// <summary>Opens the folder, removing what uploads and removals cut short by a crash left behind.</summary>
    public FolderFiles(string root)
    {
        _root = root;
        RemoveLeftovers(DateTimeOffset.MaxValue);
    }

    public string Location => _root;

    public async Task WriteAsync(string path, Stream content, CancellationToken cancel)
    {
        var target = PlaceOf(path);
        RequireNoLink(path);
        var partial = Path.Combine(_root, PartialPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            await CopyAsync(content, partial, cancel).ConfigureAwait(false);
            Writing(target, () => { Place(partial, target); return true; });
        }
        finally
        {
            File.Delete(partial); // gone already when all went well
        }
    }

    public ArtifactFile? Open(string path)
    {
        var file = PlaceOf(path);
        if (GoesThroughLink(path)) return null;
        if (Directory.Exists(file)) throw new ArgumentException($"Artifact path refers to a directory, not a file: '{path}'.");
        if (!File.Exists(file) || TryOpen(file) is not { } content) return null;

        var changed = new DateTimeOffset(File.GetLastWriteTimeUtc(content.SafeFileHandle));
        return new(content, changed, $"{changed.Ticks:x}-{content.Length:x}");
    }

    public long? BytesOf(string path) => new FileInfo(PlaceOf(path)) is { Exists: true } file && !GoesThroughLink(path) ? file.Length : null;

    public IEnumerable<ArtifactEntry> List(string path)
    {
        var folder = new DirectoryInfo(PlaceOf(path));
        if (!folder.Exists || GoesThroughLink(path)) return [];

        return UnlessGone<IEnumerable<ArtifactEntry>>([], () => [.. folder.EnumerateFileSystemInfos()
            .Where(e => !e.Name.StartsWith(PartialPrefix, StringComparison.Ordinal) && !IsLink(e))
            .Select(e => UnlessGone<ArtifactEntry?>(null, () => new(e.Name, e is DirectoryInfo, (e as FileInfo)?.Length)))
            .OfType<ArtifactEntry>()]);
    }

    public IEnumerable<(string Path, long Bytes)> Walk(string folder)
    {
        var place = new DirectoryInfo(PlaceOf(folder));
        if (!place.Exists || GoesThroughLink(folder)) return [];

        return place.EnumerateFiles("*", Everything)
            .Select(file => UnlessGone<(string Path, long Bytes)?>(null, () => (Path.GetRelativePath(_root, file.FullName), file.Length)))
            .OfType<(string Path, long Bytes)>().Where(file => !file.Path.StartsWith(PartialPrefix, StringComparison.Ordinal));
    }

    public ArtifactCount Delete(string path)
    {
        var target = PlaceOf(path);
        if (GoesThroughLink(path)) return default;

        return Writing(target, () => UnlessGone(default(ArtifactCount), () =>
        {
            if (BytesOf(path) is { } bytes)
            {
                File.Delete(target);
                return new(1, bytes);
            }

            if (!Directory.Exists(target)) return default;

            // Out of everybody's way at once: what is written from now on is in another folder of that name.
            var away = Path.Combine(_root, PartialPrefix + Guid.NewGuid().ToString("N"));
            Directory.Move(target, away);
            var gone = ArtifactCount.Of(new DirectoryInfo(away).EnumerateFiles("*", Everything).Select(file => (file.FullName, file.Length)));
            Remove(away);
            return gone;
        }));
    }

    public int? RemoveLeftovers(DateTimeOffset before)
    {
        var left = new DirectoryInfo(_root).EnumerateFileSystemInfos(PartialPrefix + "*").Where(each => each.LastWriteTimeUtc < before.UtcDateTime).ToList();
        foreach (var each in left)
            if (each is DirectoryInfo) Remove(each.FullName);
            else each.Delete();
        return left.Count;
    }

    public Task<string>? SignRead(string path, TimeSpan lifetime) => null;

    public T WithFolder<T>(string path, Func<string, T> use)
    {
        RequireNoLink(path);
        return use(PlaceOf(path));
    }

    string PlaceOf(string path)
    {
        if (path.StartsWith(PartialPrefix, StringComparison.Ordinal)) throw new ArgumentException("Invalid path");
        return path.Length == 0 ? _root : Path.Combine(_root, path);
    }

    void RequireNoLink(string path)
    {
        if (GoesThroughLink(path))
            throw new ArgumentException($"The artifact path '{path}' goes through a symbolic link, and links in the store are not followed.");
    }

    // The folder itself may be one: who set the store up chose it.
    bool GoesThroughLink(string path)
    {
        for (var end = path.IndexOf('/'); ; end = path.IndexOf('/', end + 1))
        {
            if (path.Length > 0 && IsLink(new FileInfo(Path.Combine(_root, end < 0 ? path : path[..end])))) return true;
            if (end < 0) return false;
        }
    }

    // Another request may remove a file or folder between two looks at it: it is then as if it had never been there.
    static T UnlessGone<T>(T gone, Func<T> look)
    {
        try
        {
            return look();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return gone;
        }
    }

    static FileStream? TryOpen(string file) => UnlessGone<FileStream?>(null, () => new(file, new FileStreamOptions
    {
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    }));

    static bool IsLink(FileSystemInfo entry) => entry.LinkTarget is not null;

    static async Task CopyAsync(Stream content, string file, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var output = Writing(file, () => File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous));
            var total = 0L;
            for (int read; (read = await content.ReadAsync(buffer.AsMemory(0, BufferSize), cancel).ConfigureAwait(false)) > 0; total += read)
            {
                var (count, offset) = (read, total);
                Writing(file, () => { RandomAccess.Write(output, buffer.AsSpan(0, count), offset); return true; });
            }

            Writing(file, () => { RandomAccess.FlushToDisk(output); return true; });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Only what writing says is the store's trouble; what reading says is the sender's.
    static T Writing<T>(string file, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(file, $"could not be written: {error.Message.TrimEnd('.')}. Free some space or mend the permissions, then repeat.", error);
        }
    }

    static void Place(string partial, string target)
    {
        if (Directory.Exists(target)) throw new ArgumentException($"Artifact path refers to a directory, not a file: '{Path.GetFileName(target)}'.");

        var folder = Path.GetDirectoryName(target) ?? throw new ArgumentException("Invalid path");
        var made = new List<string>();
        for (var left = Attempts; !TryMove(partial, target, folder, made, last: --left == 0);) { }
        Sync(folder);
        foreach (var parent in made) Sync(parent);
    }

    // False where another request has removed the folder meanwhile, or made it too.
    static bool TryMove(string partial, string target, string folder, List<string> made, bool last)
    {
        try
        {
            made.AddRange(MakeFolders(folder));
#pragma warning disable RS0030 // one server holds the folder, so there is no second writer; rename(2) replaces atomically
            File.Move(partial, target, overwrite: true);
#pragma warning restore RS0030
            return true;
        }
        catch (IOException) when (!last)
        {
            return false;
        }
    }

    // A folder that another request has removed since has nothing to keep.
    static void Sync(string folder)
    {
        try
        {
            Disk.SyncFolder(folder);
        }
        catch (IOException error) when (error.HResult == NoSuchFile)
        {
        }
    }

    // Who had found the folder before it went away may still have put a file into it.
    static void Remove(string folder)
    {
        for (var left = Attempts; Directory.Exists(folder); left--)
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (left > 0)
            {
            }
    }

    // Answers the folders whose entries are new and must be flushed for the file to be found after a power cut.
    static List<string> MakeFolders(string folder)
    {
        var parents = new List<string>();
        for (var missing = folder; !Directory.Exists(missing); missing = parents[^1])
        {
            if (File.Exists(missing)) throw new ArgumentException($"The artifact path goes through '{Path.GetFileName(missing)}', which is a file.");
            parents.Add(Path.GetDirectoryName(missing) ?? missing);
        }

        Directory.CreateDirectory(folder);
        return parents;
    }
}
