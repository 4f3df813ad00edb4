using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Panta.Tracking.Stores;

/// <summary>What .NET's files cannot do: open a file that another handle has locked, and fsync a folder.</summary>
static partial class PosixFile
{
    const int ReadOnly = 0;
    const int CloseOnExec = 0x80000; // Linux's O_CLOEXEC; a folder handle that leaks into a child does no harm elsewhere

    /// <summary>Flushes a folder's entries to disk, so that a rename inside it survives a power cut. Nothing to do on Windows.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;

        using var handle = Open(folder, ReadOnly | CloseOnExec);
        if (handle.IsInvalid || FSync(handle) != 0)
            throw new IOException($"The folder '{folder}' could not be flushed to disk: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
    }

    /// <summary>The first <paramref name="limit"/> bytes of a file as text, locked or not; null where it cannot be read.</summary>
    public static string? TryReadText(string file, int limit)
    {
        if (OperatingSystem.IsWindows()) return null;

        using var handle = Open(file, ReadOnly | CloseOnExec);
        if (handle.IsInvalid) return null;

        var bytes = new byte[limit];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);
}
