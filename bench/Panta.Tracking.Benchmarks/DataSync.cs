using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

/// <summary>The call a database commit ends with; .NET itself has only fsync, which also writes the file's times.</summary>
static partial class DataSync
{
    public static void Flush(SafeFileHandle file)
    {
        if (FDataSync(file) != 0) throw new IOException($"fdatasync failed with error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);
}
