using System.Collections.Concurrent;

namespace Panta.Data.Reading;

/// <summary>
/// A temporary folder for clean copies of files that DuckDB cannot read as they are. It lives as long as what reads from it, and goes with it: when it is
/// collected, or with the process.
/// </summary>
sealed class ScratchFolder
{
    static readonly ConcurrentDictionary<string, bool> Folders = new();

    static ScratchFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var folder in Folders.Keys) Delete(folder);
    };

    readonly string _path = Directory.CreateTempSubdirectory("panta-read-").FullName;

    public ScratchFolder() => Folders[_path] = true;

    ~ScratchFolder()
    {
        Folders.TryRemove(_path, out _);
        Delete(_path);
    }

    /// <summary>The path for a copy, whose folder is made.</summary>
    public string PathFor(int number, string tail)
    {
        var path = Path.Combine(_path, $"{number}", tail);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Fails where somebody else has removed the folder.</summary>
    /// <exception cref="DirectoryNotFoundException">It is gone.</exception>
    public void RequireThere()
    {
        if (!Directory.Exists(_path)) throw new DirectoryNotFoundException(
            $"The temporary folder '{_path}' with clean copies of files is gone. Read the files anew.");
    }

    static void Delete(string folder)
    {
        // Called where nobody can be told; what stays lies in the system's temporary folder.
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
