using Panta.Data.Storage;

namespace Panta.Data.Tests.Storage;

/// <summary>A table's files whose listings overlook some, as a folder's listing may that were made while it went on.</summary>
sealed class OverlookingFiles(ITableFiles files, Func<string, bool> overlooked) : ITableFiles
{
    public string Location => files.Location;

    public long FetchLimit => files.FetchLimit;

    public string PathOf(string name) => files.PathOf(name);

    public void MakeFolder(string folder) => files.MakeFolder(folder);

    public IEnumerable<StoredFile> List(string folder, string after = "", bool deep = false) =>
        files.List(folder, after, deep).Where(file => !overlooked(file.Name));

    public StoredFile? Find(string name) => files.Find(name);

    public byte[]? TryRead(string name, long limit) => files.TryRead(name, limit);

    public byte[] Read(string name, long offset, int count) => files.Read(name, offset, count);

    public bool TryCreate(string name, ReadOnlyMemory<byte> content) => files.TryCreate(name, content);

    public void Replace(string name, ReadOnlyMemory<byte> content) => files.Replace(name, content);

    public void Delete(IEnumerable<string> names) => files.Delete(names);

    public FetchedFiles Fetch(IReadOnlyList<string> names, CancellationToken cancel = default) => files.Fetch(names, cancel);

    public IStagedFiles Stage() => files.Stage();
}
