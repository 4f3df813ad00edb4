using Panta.Tracking.Stores;

namespace Panta.Server.Pages;

/// <summary>
/// Whether anything was written since. The database counts its changes, and every acknowledged prediction lies in one of the prediction log's files, whose
/// lengths and times answer without a hook in any store. One look serves all viewers for a quarter of a second. Thread-safe.
/// </summary>
sealed class LiveChanges(DataFolder folder, Database database, TimeProvider time)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(250);

    readonly Lock _lock = new();
    DateTimeOffset _looked = DateTimeOffset.MinValue;
    long _stamp;

    /// <summary>A number that changes with every write; equal numbers mean that nothing changed.</summary>
    public long Stamp()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _looked < Fresh) return _stamp;

            _looked = now;
            return _stamp = Look();
        }
    }

    long Look()
    {
        var stamp = new HashCode();
        stamp.Add(database.Changes);
        if (Directory.Exists(folder.WriteAhead))
            foreach (var file in new DirectoryInfo(folder.WriteAhead).EnumerateFiles("*", SearchOption.AllDirectories)) Add(ref stamp, file);
        return stamp.ToHashCode();
    }

    static void Add(ref HashCode stamp, FileInfo file)
    {
        stamp.Add(file.FullName);
        stamp.Add(file.Length);
        stamp.Add(file.LastWriteTimeUtc);
    }
}
