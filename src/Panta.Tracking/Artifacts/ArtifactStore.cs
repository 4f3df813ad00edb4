using System.Buffers;
using Panta.Data.Delta;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Artifacts;

/// <summary>
/// Files of runs and models under the data folder. A file appears whole or not at all: it is streamed to a temporary name, flushed to disk, renamed,
/// and the folder flushed. Thread-safe.
/// </summary>
public sealed class ArtifactStore
{
    const string PartialPrefix = ".partial-";
    const int BufferSize = 128 * 1024;

    readonly string _root;

    /// <summary>Opens the store, removing what uploads cut short by a crash left behind.</summary>
    /// <param name="folder">The data folder.</param>
    public ArtifactStore(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _root = folder.Artifacts;
        foreach (var partial in Directory.EnumerateFiles(_root, PartialPrefix + "*")) File.Delete(partial);
    }

    /// <summary>Stores a file; complete when it is on disk. One that is there is replaced.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <param name="content">Its bytes, read once.</param>
    /// <param name="limit">The most bytes to take. Default no limit.</param>
    /// <param name="cancel">Gives up; nothing is left.</param>
    /// <exception cref="ArgumentException">The path leaves the store or is a folder, or there are more bytes than <paramref name="limit"/>.</exception>
    /// <exception cref="StoreException">It could not be written (disk full, no permission); nothing is left.</exception>
    public async Task WriteAsync(string path, Stream content, long limit = long.MaxValue, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var target = FileOf(path);
        var partial = Path.Combine(_root, PartialPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            await CopyAsync(content, partial, limit, cancel).ConfigureAwait(false);
            Writing(target, () => { Place(partial, target); return true; });
        }
        finally
        {
            File.Delete(partial); // gone already when all went well
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <returns>A stream to dispose.</returns>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The path leaves the store, or is a folder.</exception>
    public FileStream OpenRead(string path)
    {
        var file = FileOf(path);
        if (Directory.Exists(file)) throw new ArgumentException($"Artifact path refers to a directory, not a file: '{path}'.");
        if (!File.Exists(file)) throw new NotFoundException("artifact", path, $"No such artifact: '{path}'.");

        return new(file, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        });
    }

    /// <summary>What is in a folder, by name; nothing for a file or where there is none.</summary>
    /// <param name="path">The folder's path in the store; empty for the whole store.</param>
    /// <exception cref="ArgumentException">The path leaves the store.</exception>
    public IReadOnlyList<ArtifactEntry> List(string path)
    {
        var folder = new DirectoryInfo(Resolve(path));
        if (!folder.Exists) return [];

        return [.. folder.EnumerateFileSystemInfos()
            .Where(e => !e.Name.StartsWith(PartialPrefix, StringComparison.Ordinal))
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .Select(e => new ArtifactEntry(e.Name, e is DirectoryInfo, (e as FileInfo)?.Length))];
    }

    /// <summary>Removes a file or a folder with all in it; nothing where there is none.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <exception cref="ArgumentException">The path leaves the store, or is the whole store.</exception>
    public void Delete(string path)
    {
        var target = FileOf(path);
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        else if (File.Exists(target)) File.Delete(target);
    }

    /// <summary>Where a file or folder of the store lies on this machine, for programs that load models from it.</summary>
    /// <param name="path">Its path in the store.</param>
    /// <exception cref="ArgumentException">The path leaves the store.</exception>
    public string Resolve(string path)
    {
        var plain = ArtifactPath.Normalize(path);
        if (plain.StartsWith(PartialPrefix, StringComparison.Ordinal)) throw new ArgumentException("Invalid path");

        return plain.Length == 0 ? _root : Path.Combine(_root, plain);
    }

    string FileOf(string path)
    {
        var file = Resolve(path);
        return file == _root ? throw new ArgumentException("Invalid path") : file;
    }

    static async Task CopyAsync(Stream content, string file, long limit, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var output = Writing(file, () => File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous));
            var total = 0L;
            for (int read; (read = await content.ReadAsync(buffer.AsMemory(0, BufferSize), cancel).ConfigureAwait(false)) > 0; total += read)
            {
                if (total + read > limit) throw new ArgumentException($"Artifact size is too large. Max size is {limit} bytes.");
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
        var made = MakeFolders(folder);
#pragma warning disable RS0030 // one server holds the folder, so there is no second writer; rename(2) replaces atomically
        File.Move(partial, target, overwrite: true);
#pragma warning restore RS0030
        Disk.SyncFolder(folder);
        foreach (var parent in made) Disk.SyncFolder(parent);
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
