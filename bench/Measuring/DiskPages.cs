using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Panta.Measuring;

/// <summary>Pages of a file that are overwritten in turn, as those of a write-ahead log are; a file that grows costs a second write for its length.</summary>
sealed partial class DiskPages : IDisposable
{
    const int PageBytes = 4096;
    const int Pages = 1000;

    readonly SafeFileHandle _file;
    readonly byte[] _page = new byte[PageBytes];
    long _count;

    /// <summary>Makes the file.</summary>
    public DiskPages(string path)
    {
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        for (var i = 0; i < Pages; i++) RandomAccess.Write(_file, _page, (long)i * PageBytes);
        RandomAccess.FlushToDisk(_file);
    }

    /// <summary>Overwrites the next page and waits until it is on disk, with fdatasync, with which a database commit ends; .NET itself has only fsync.</summary>
    public void Overwrite()
    {
        RandomAccess.Write(_file, _page, _count++ % Pages * PageBytes);
        if (FDataSync(_file) != 0) throw new IOException($"fdatasync failed with error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>How many pages a second, one after the other.</summary>
    public double Rate(TimeSpan duration)
    {
        var (before, watch) = (_count, Stopwatch.StartNew());
        while (watch.Elapsed < duration) Overwrite();
        return (_count - before) / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);
}
