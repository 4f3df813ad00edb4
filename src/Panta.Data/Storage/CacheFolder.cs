namespace Panta.Data.Storage;

/// <summary>A folder of this process alone, below one that processes share. It is gone with the process,
/// at the latest when the next one claims its own.</summary>
static class CacheFolder
{
    const string LockSuffix = ".lock";

    // Held open to the end of the process: the operating system lets go of the lock however it ends.
    static readonly List<FileStream> Held = [];

    public static string Claim(string parent)
    {
        try
        {
            var shared = MakePrivate(parent);
            Sweep(shared);
            var name = Path.Combine(shared, $"{Environment.ProcessId}-{Guid.NewGuid():N}");
            var held = new FileStream(name + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            lock (Held) Held.Add(held);
            MakePrivate(name);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(name);
            return name;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(parent,
                $"the folder for files from S3 cannot be made: {error.Message} Name another one (CacheFolder, or XDG_CACHE_HOME).", error);
        }
    }

    static string MakePrivate(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder).FullName
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    static void Sweep(string shared)
    {
        foreach (var path in Directory.EnumerateFiles(shared, "*" + LockSuffix))
        {
            try
            {
                using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Remove(path[..^LockSuffix.Length]);
            }
            catch (IOException)
            {
                // Its process lives.
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's.
            }
        }
    }

    static void Remove(string name)
    {
        try
        {
            if (Directory.Exists(name)) Directory.Delete(name, recursive: true);
            File.Delete(name + LockSuffix);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next process that claims a folder tries again.
        }
    }
}
