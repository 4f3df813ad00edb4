using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Panta.Measuring;

/// <summary>How often a second the disk keeps a page: the limit of one client whose every change is on disk before its answer.</summary>
static partial class DiskRate
{
    const int PageBytes = 4096;
    const int Pages = 1000; // written before, as the pages of a write-ahead log are: a file that grows costs a second write for its length

    /// <summary>Overwrites pages of a file and waits for each with fdatasync, with which a database commit ends; .NET itself has only fsync.</summary>
    public static double Measure(string file, TimeSpan duration)
    {
        using var handle = File.OpenHandle(file, FileMode.Create, FileAccess.Write);
        var page = new byte[PageBytes];
        for (var i = 0; i < Pages; i++) RandomAccess.Write(handle, page, (long)i * PageBytes);
        RandomAccess.FlushToDisk(handle);

        var (count, watch) = (0L, Stopwatch.StartNew());
        for (; watch.Elapsed < duration; count++)
        {
            RandomAccess.Write(handle, page, count % Pages * PageBytes);
            if (FDataSync(handle) != 0) throw new IOException($"fdatasync failed with error {Marshal.GetLastPInvokeError()}.");
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);
}
