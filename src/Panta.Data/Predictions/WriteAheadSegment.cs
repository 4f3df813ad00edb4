using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Panta.Data.Delta;

namespace Panta.Data.Predictions;

/// <summary>One file of a write-ahead folder, named after its first sequence: a header of 32 bytes, then records. It appears by rename, whole or not at all.</summary>
sealed class WriteAheadSegment : IDisposable
{
    public const int HeaderBytes = 32;

    static readonly byte[] Magic = "PANTAWAL"u8.ToArray();
    readonly SafeFileHandle _file;

    WriteAheadSegment(string path, long first, SafeFileHandle file, long length)
    {
        Path = path;
        First = first;
        _file = file;
        Length = length;
    }

    public string Path { get; }

    /// <summary>The sequence of the first record it holds or will hold.</summary>
    public long First { get; }

    /// <summary>Bytes that are on disk; what lies behind them is nobody's.</summary>
    public long Length { get; private set; }

    public static string PathOf(string folder, long first) => System.IO.Path.Combine(folder, first.ToString("D20", CultureInfo.InvariantCulture) + ".wal");

    /// <summary>Makes a segment with the given records, synced, under its name.</summary>
    public static WriteAheadSegment Create(string folder, long first, Action<SafeFileHandle>? fill = null)
    {
        var path = PathOf(folder, first);
        var temporary = path + ".tmp";
        var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            RandomAccess.Write(file, Header(first), 0);
            fill?.Invoke(file);
            Disk.SyncData(file, temporary);
            Disk.Replace(temporary, path);
            Disk.SyncFolder(folder);
            return new(path, first, file, RandomAccess.GetLength(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes behind what is on disk and waits until it is there too.</summary>
    public void Append(ReadOnlySpan<byte> records)
    {
        try
        {
            RandomAccess.Write(_file, records, Length);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // What .NET makes of EFBIG: a limit on the size of files.
            throw new IOException(error.Message, error);
        }

        try
        {
            Disk.SyncData(_file, Path);
        }
        catch (IOException error)
        {
            throw new WriteAheadSyncException(Path, error);
        }

        Length += records.Length;
    }

    /// <summary>Cuts off what a failed write left behind the last record on disk.</summary>
    public void CutBack()
    {
        RandomAccess.SetLength(_file, Length);
        Disk.SyncData(_file, Path);
    }

    public void Dispose() => _file.Dispose();

    public static byte[] Header(long first)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), 1);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), first);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), WriteAheadRecord.Checksum(header.AsSpan(0, 24)));
        return header;
    }

    /// <summary>The first sequence that a file's header names.</summary>
    public static long ReadHeader(SafeFileHandle file, string path)
    {
        var header = new byte[HeaderBytes];
        if (RandomAccess.Read(file, header, 0) < HeaderBytes || !header.AsSpan(0, 8).SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24)) != WriteAheadRecord.Checksum(header.AsSpan(0, 24)))
            throw new WriteAheadException(path, "the header is damaged, so what follows cannot be trusted. Restore the file from a copy, or move it away and lose its rows.");

        var version = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        if (version != 1) throw new WriteAheadException(path, $"it has format {version}, this program reads format 1. Open it with a newer program.");
        return BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16));
    }
}
