using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Panta.Tracking.Stores;

/// <summary>What .NET's files cannot do: open a file that another handle has locked, or one that is written past the system's cache.</summary>
static partial class PosixFile
{
    const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC
    const int WriteThrough = 0x81002; // O_RDWR | O_CLOEXEC | O_DSYNC

    /// <summary>The first <paramref name="limit"/> bytes of a file as text, locked or not; null where it cannot be read.</summary>
    public static string? TryReadText(string file, int limit)
    {
        if (OperatingSystem.IsWindows()) return null;

        using var handle = Open(file, ReadOnly);
        if (handle.IsInvalid) return null;

        var bytes = new byte[limit];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
    }

    /// <summary>
    /// Opens a file whose writes go straight to the disk and are there when they return; they are of whole blocks, from memory that begins at one. Null where
    /// the system or the file system has nothing like it.
    /// </summary>
    public static SafeFileHandle? TryOpenDirect(string file)
    {
        if (!OperatingSystem.IsLinux()) return null;

        var direct = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x10000 : 0x4000; // O_DIRECT
        var handle = Open(file, WriteThrough | direct);
        if (!handle.IsInvalid) return handle;

        handle.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
