using Panta.Data.Storage;

namespace Panta.Tracking.Artifacts;

/// <summary>Artifacts on S3, or a storage that speaks S3. A folder is there as long as a file is in it.</summary>
sealed class BucketFiles(S3Objects objects) : IArtifactFiles
{
    public string Location => objects.Location;

    public async Task WriteAsync(string path, Stream content, CancellationToken cancel)
    {
        RequireNoFolder(path);
        await objects.WriteAsync(path, content, cancel).ConfigureAwait(false);
    }

    public ArtifactFile? Open(string path)
    {
        if (objects.Find(path) is { } found)
            return new(objects.OpenRead(found), found.Modified, (found.Tag ?? $"{found.Modified.Ticks:x}-{found.Size:x}").Trim('"'));

        RequireNoFolder(path);
        return null;
    }

    public IEnumerable<ArtifactEntry> List(string path) => objects.List(path).Select(each => each.Name.EndsWith('/')
        ? new ArtifactEntry(NameOf(each.Name[..^1]), true, null)
        : new ArtifactEntry(NameOf(each.Name), false, each.Size));

    public long? BytesOf(string path) => objects.Find(path)?.Size;

    public IEnumerable<(string Path, long Bytes)> Walk(string folder) => objects.List(folder, deep: true).Select(each => (each.Name, each.Size));

    public ArtifactCount Delete(string path)
    {
        var gone = default(ArtifactCount);
        objects.Delete(Found().Select(each =>
        {
            gone += new ArtifactCount(1, each.Size);
            return each.Name;
        }));
        return gone;

        IEnumerable<StoredFile> Found()
        {
            if (objects.Find(path) is { } file) yield return file;
            foreach (var below in objects.List(path, deep: true)) yield return below;
        }
    }

    public int? RemoveLeftovers(DateTimeOffset before) => objects.AbandonUploads(before);

    public Task<string>? SignRead(string path, TimeSpan lifetime) => objects.SignReadAsync(path, lifetime);

    public T WithFolder<T>(string path, Func<string, T> use)
    {
        var folder = Directory.CreateTempSubdirectory("panta-artifacts-");
        try
        {
            foreach (var each in objects.List(path, deep: true))
                Download(each, Path.Combine(folder.FullName, ArtifactPath.Normalize(each.Name[(path.Length + 1)..])));
            return use(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    void Download(StoredFile each, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var file = File.Create(target);
        using var content = objects.OpenRead(each);
        content.CopyTo(file);
    }

    // A bucket would take both; clients that keep artifacts in folders could then not fetch them.
    void RequireNoFolder(string path)
    {
        if (objects.List(path).Any()) throw new ArgumentException($"Artifact path refers to a directory, not a file: '{path}'.");
    }

    static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
