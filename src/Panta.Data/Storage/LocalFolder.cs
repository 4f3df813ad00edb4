using System.IO.Enumeration;
using Panta.Data.Delta;

namespace Panta.Data.Storage;

/// <summary>A table in a folder of this machine's disk.</summary>
sealed class LocalFolder(string folder) : ITableFiles
{
    public string Location { get; } = Path.GetFullPath(folder);

    public long FetchLimit => long.MaxValue;

    public string PathOf(string name) => Path.Combine(Location, name);

    public void MakeFolder(string folder) => Disk.CreateFolder(PathOf(folder));

    public IEnumerable<StoredFile> List(string folder, string after = "", bool deep = false)
    {
        var root = PathOf(folder);
        if (!Directory.Exists(root)) return [];

        var options = new EnumerationOptions { RecurseSubdirectories = deep, AttributesToSkip = 0, IgnoreInaccessible = false };
        var files = new FileSystemEnumerable<StoredFile>(root, (ref FileSystemEntry entry) => FileOf(ref entry), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            // A link to a folder leads out of the table, or round in a circle.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        var first = folder.Length == 0 ? after : $"{folder}/{after}";
        return files.Where(file => string.CompareOrdinal(file.Name, first) > 0).OrderBy(file => file.Name, StringComparer.Ordinal);
    }

    public StoredFile? Find(string name)
    {
        var file = new FileInfo(PathOf(name));
        return file.Exists ? new(name, file.Length, file.LastWriteTimeUtc) : null;
    }

    public byte[]? TryRead(string name, long limit)
    {
        try
        {
            using var stream = Open(name);
            if (stream.Length > limit) throw new StorageException(PathOf(name), $"it has {stream.Length:N0} bytes; at most {limit:N0} are read.");

            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public byte[] Read(string name, long offset, int count)
    {
        using var stream = Open(name);
        stream.Position = offset;
        var part = new byte[count];
        stream.ReadExactly(part);
        return part;
    }

    public bool TryCreate(string name, ReadOnlyMemory<byte> content)
    {
        var path = PathOf(name);
        var temporary = TemporaryOf(path);
        try
        {
            Write(temporary, content);
            if (!Disk.TryLink(temporary, path)) return false;
        }
        finally
        {
            File.Delete(temporary);
        }

        Disk.SyncFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    public void Replace(string name, ReadOnlyMemory<byte> content)
    {
        var path = PathOf(name);
        var temporary = TemporaryOf(path);
        try
        {
            Write(temporary, content);
            Disk.Replace(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }

        Disk.SyncFolder(Path.GetDirectoryName(path)!);
    }

    public void Delete(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                File.Delete(PathOf(name));
            }
            catch (DirectoryNotFoundException)
            {
                // Gone with its folder.
            }
        }
    }

    public FetchedFiles Fetch(IReadOnlyList<string> names, CancellationToken cancel = default)
    {
        var paths = names.Select(PathOf).ToArray();
        for (var i = 0; i < paths.Length; i++)
            if (!File.Exists(paths[i])) throw new FileNotFoundException($"The file '{paths[i]}' is not there.", names[i]);
        return new(paths);
    }

    public IStagedFiles Stage() => new LocalStaging(this);

    /// <summary>A name beside a file's that nobody looks for.</summary>
    internal static string TemporaryOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");

    FileStream Open(string name) => new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    static void Write(string path, ReadOnlyMemory<byte> content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        file.Write(content.Span);
        file.Flush();
        Disk.SyncData(file.SafeFileHandle, path);
    }

    StoredFile FileOf(ref FileSystemEntry entry)
    {
        var name = Path.GetRelativePath(Location, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/');
        return new(name, entry.Length, entry.LastWriteTimeUtc);
    }
}
