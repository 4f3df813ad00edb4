using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Panta.Tracking.Stores;

/// <summary>What .NET's files cannot do: open a file that another handle has locked.</summary>
static partial class PosixFile
{
    const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC

    /// <summary>The first <paramref name="limit"/> bytes of a file as text, locked or not; null where it cannot be read.</summary>
    public static string? TryReadText(string file, int limit)
    {
        if (OperatingSystem.IsWindows()) return null;

        using var handle = Open(file, ReadOnly);
        if (handle.IsInvalid) return null;

        var bytes = new byte[limit];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
