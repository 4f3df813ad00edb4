using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Panta.Data.Predictions;

/// <summary>Reads the records of one segment in order, up to the first that is not whole. Memory: one record.</summary>
sealed class WriteAheadScan(string path, int maxRecordBytes)
{
    const int Window = 4 << 20;

    /// <summary>The sequence of the last whole record; first − 1 where there is none.</summary>
    public long Last { get; private set; }

    /// <summary>Where the last whole record ends.</summary>
    public long End { get; private set; } = WriteAheadSegment.HeaderBytes;

    /// <summary>Whether bytes follow that are no whole record.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Reads all whole records.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="first">The sequence that its header names.</param>
    /// <param name="record">Called with the sequence and payload of each.</param>
    public void Run(SafeFileHandle file, long first, Action<long, ReadOnlyMemory<byte>> record)
    {
        var length = RandomAccess.GetLength(file);
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        Last = first - 1;
        try
        {
            while (TryRead(file, length, ref buffer, out var payload))
            {
                record(Last + 1, buffer.AsMemory(WriteAheadRecord.HeaderBytes, payload));
                Last++;
                End += WriteAheadRecord.HeaderBytes + payload;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        IsTorn = End < length;
    }

    /// <summary>
    /// Whether a whole record stands behind the damage that was written when the damaged one was already on disk: then an acknowledged record is
    /// lost, and cutting the tail would hide it. Bytes are searched one by one, because the damage may be in a length.
    /// </summary>
    public bool LostAcknowledged(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var header = WriteAheadRecord.HeaderBytes;
        var window = new byte[Window + header];
        for (var start = End; start < length; start += Window)
        {
            var got = ReadFully(file, window, start);
            for (var at = 0; at < Window && at + header <= got; at++)
            {
                var (size, sequence, durable) = WriteAheadRecord.Header(window.AsSpan(at));
                if (durable <= Last || sequence <= durable || size < 0 || size > maxRecordBytes || start + at + header + size > length) continue;

                var candidate = new byte[header + size];
                ReadFully(file, candidate, start + at);
                if (WriteAheadRecord.IsWhole(candidate)) return true;
            }
        }

        return false;
    }

    bool TryRead(SafeFileHandle file, long length, ref byte[] buffer, out int payload)
    {
        payload = 0;
        var header = WriteAheadRecord.HeaderBytes;
        if (End + header > length || ReadFully(file, buffer.AsSpan(0, header), End) < header) return false;

        (payload, var sequence, _) = WriteAheadRecord.Header(buffer);
        if (payload < 0 || payload > maxRecordBytes || End + header + payload > length || sequence != Last + 1) return false;

        if (buffer.Length < header + payload)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(header + payload);
        }

        var record = buffer.AsSpan(0, header + payload);
        return ReadFully(file, record, End) == record.Length && WriteAheadRecord.IsWhole(record);
    }

    static int ReadFully(SafeFileHandle file, Span<byte> into, long at)
    {
        var total = 0;
        while (total < into.Length)
        {
            var read = RandomAccess.Read(file, into[total..], at + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    /// <summary>The message of a damage that is not a torn tail.</summary>
    public WriteAheadException Damaged() => new(path, $"the record {Last + 1} at byte {End} is damaged, though it was acknowledged. Restore the file from a copy, "
        + "or cut it there by hand and lose that row and those after it.");
}
