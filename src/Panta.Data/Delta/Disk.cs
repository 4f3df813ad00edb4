using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Panta.Data.Delta;

/// <summary>What durability needs of the operating system and .NET does not offer: fdatasync, the fsync of a folder, and link(2) as put-if-absent.</summary>
public static partial class Disk
{
    const int FileExists = 17; // EEXIST
    const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC

    /// <summary>Forces the data of a file, and its length, to the disk.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its path, for the message.</param>
    /// <exception cref="IOException">The disk refused: what was written before may be lost.</exception>
    public static void SyncData(SafeFileHandle file, string path)
    {
        if (FDataSync(file) != 0) throw Failed("fdatasync", path);
    }

    /// <summary>Forces a file that is not open to the disk.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The disk refused: what was written before may be lost.</exception>
    public static void SyncFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (FSync(file) != 0) throw Failed("fsync", path);
    }

    /// <summary>Forces the names in a folder to the disk: without it a new file may be gone after a power cut, however well it was synced itself.</summary>
    /// <param name="folder">The folder. Nothing to do on Windows.</param>
    /// <exception cref="IOException">The disk refused: the names may be lost.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;

        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid) throw Failed("open", folder);
        if (FSync(handle) != 0) throw Failed("fsync", folder);
    }

    /// <summary>Makes a folder and those above it where they are missing, and forces their names to the disk.</summary>
    /// <param name="folder">The folder.</param>
    public static void CreateFolder(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (Directory.Exists(full)) return;

        var parent = Path.GetDirectoryName(full)!;
        CreateFolder(parent);
        Directory.CreateDirectory(full);
        SyncFolder(parent);
    }

    /// <summary>Gives a file a second name, unless that name is taken: of two racing callers exactly one succeeds, and the name never shows half a file.</summary>
    /// <param name="from">The file there is.</param>
    /// <param name="to">The name to give it.</param>
    /// <returns>False where the name was taken.</returns>
    public static bool TryLink(string from, string to)
    {
        if (Link(from, to) == 0) return true;
        if (Marshal.GetLastPInvokeError() == FileExists) return false;
        throw Failed("link", to);
    }

    /// <summary>Renames a file over another: readers see the old or the new one, never none.</summary>
    /// <param name="from">The file there is.</param>
    /// <param name="to">Its name from now on.</param>
    public static void Replace(string from, string to)
    {
        if (Rename(from, to) != 0) throw Failed("rename", to);
    }

    static IOException Failed(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{call} of '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
