using System.Text.Json;
using Panta.Data.Delta;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Artifacts;

/// <summary>
/// The file <c>artifacts-usage</c> of a data folder: how much is kept, as long as nothing changes it. It is taken away before the first change, so that after
/// a crash it is not there, and all is counted.
/// </summary>
sealed class UsageFile(DataFolder folder)
{
    const string Name = "artifacts-usage";

    readonly string _path = Path.Combine(folder.Root, Name);

    /// <summary>Removes it and answers what it said, bytes by first folder; null where it is not there, is broken, or speaks of another place.</summary>
    public IReadOnlyDictionary<string, long>? TakeAway(string location)
    {
        var said = Read();
        Remove();
        return said?.Location == location ? said.Folders : null;
    }

    /// <summary>Removes it.</summary>
    public void Remove()
    {
        if (!File.Exists(_path)) return;

        File.Delete(_path);
        Disk.SyncFolder(folder.Root);
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(string location, Dictionary<string, long> folders)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new Said(location, folders));
        var partial = _path + ".new";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

#pragma warning disable RS0030 // one process holds the folder
        File.Move(partial, _path, overwrite: true);
#pragma warning restore RS0030
        Disk.SyncFolder(folder.Root);
    }

    Said? Read()
    {
        try
        {
            return File.Exists(_path) ? JsonSerializer.Deserialize<Said>(File.ReadAllBytes(_path)) : null;
        }
        catch (JsonException)
        {
            return null; // counted anew
        }
    }

    sealed record Said(string Location, Dictionary<string, long> Folders);
}
