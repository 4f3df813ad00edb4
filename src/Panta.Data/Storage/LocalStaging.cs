using Panta.Data.Delta;

namespace Panta.Data.Storage;

/// <summary>Files written into a table's folder: in place, or beside the name that others look for.</summary>
sealed class LocalStaging(LocalFolder table) : IStagedFiles
{
    readonly List<(string Path, string? Name)> _files = [];
    readonly List<string> _scratch = [];
    bool _published;

    public string Add(string name, bool watched = false)
    {
        var path = table.PathOf(name);
        if (name.Contains('/', StringComparison.Ordinal)) Disk.CreateFolder(Path.GetDirectoryName(path)!);
        _files.Add(watched ? (LocalFolder.TemporaryOf(path), path) : (path, null));
        return _files[^1].Path;
    }

    public string Scratch()
    {
        // Beside the table: it has the room that the table needs, which a folder for temporary files may not have.
        _scratch.Add(LocalFolder.TemporaryOf(table.PathOf("_delta_log/scratch")));
        return _scratch[^1];
    }

    public void Publish(CancellationToken cancel = default)
    {
        foreach (var (path, _) in _files) Disk.SyncFile(path);
        foreach (var (path, name) in _files)
            if (name is not null) Disk.Replace(path, name);
        foreach (var folder in _files.Select(file => Path.GetDirectoryName(file.Path)!).Distinct()) Disk.SyncFolder(folder);
        _published = true;
    }

    public void Dispose()
    {
        foreach (var path in _scratch) File.Delete(path);
        if (_published) return;

        foreach (var (path, _) in _files) File.Delete(path);
    }
}
