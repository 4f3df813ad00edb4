using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Panta.Data.Delta;

namespace Panta.Tracking.Stores;

/// <summary>
/// A file of a fixed size that is written again and again, and whose writes are on disk when they return. Its space is taken and written once, so that the
/// file system has nothing to note later; where it can, it is written past the system's cache, which saves a tenth of the time. One thread.
/// </summary>
sealed class BlockFile : IDisposable
{
    /// <summary>Bytes that the disk takes at a time.</summary>
    public const int Block = 4096;

    readonly string _path;
    readonly SafeFileHandle _file;
    readonly bool _isDirect;
    readonly Memory<byte> _image;

    BlockFile(string path, SafeFileHandle file, bool isDirect, int size)
    {
        (_path, _file, _isDirect) = (path, file, isDirect);
        var bytes = GC.AllocateArray<byte>(size + Block, pinned: true);
        var over = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) % Block);
        _image = bytes.AsMemory(over == 0 ? 0 : Block - over, size);
    }

    /// <summary>Opens a file, and makes it where there is none. What is in its first block is lost.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">A multiple of <see cref="Block"/>.</param>
    /// <param name="like">A file whose readers may read it too.</param>
    /// <exception cref="IOException">It cannot be made, as where the disk is full.</exception>
    public static BlockFile Open(string path, int size, string like)
    {
        Make(path, size, like);
        var direct = PosixFile.TryOpenDirect(path);
        var file = new BlockFile(path, direct ?? OpenCached(path), direct is not null, size);
        try
        {
            file.Write([0], 0);
            return file;
        }
        catch (IOException) when (direct is not null)
        {
            // Its blocks are larger.
            file.Dispose();
            return new(path, OpenCached(path), isDirect: false, size);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static void Make(string path, int size, string like)
    {
        using var file = OpenCached(path);
        if (RandomAccess.GetLength(file) == size) return;

        try
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, File.GetUnixFileMode(like));
            RandomAccess.Write(file, new byte[size], 0);
            RandomAccess.SetLength(file, size);
            RandomAccess.FlushToDisk(file);
            Disk.SyncFolder(Path.GetDirectoryName(path) ?? ".");
        }
        catch
        {
            File.Delete(path); // else it would be taken for one that is on disk
            throw;
        }
    }

    static SafeFileHandle OpenCached(string path) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Writes bytes; they are on disk when it returns. What this object did not write in the same blocks becomes zeros.</summary>
    /// <exception cref="IOException">The disk failed: how much of it is there is not known.</exception>
    public void Write(ReadOnlySpan<byte> bytes, int start)
    {
        bytes.CopyTo(_image.Span[start..]);
        var (first, end) = (start / Block * Block, (start + bytes.Length + Block - 1) / Block * Block);
        RandomAccess.Write(_file, _image.Span[first..end], first);
        if (!_isDirect) Disk.SyncData(_file, _path);
    }

    public void Dispose() => _file.Dispose();
}
