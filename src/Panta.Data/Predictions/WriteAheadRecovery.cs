using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Panta.Data.Predictions;

/// <summary>Brings a write-ahead folder into order when it is opened: reads all segments, cuts a torn tail, refuses gaps and damage.</summary>
static class WriteAheadRecovery
{
    /// <summary>Reads the folder.</summary>
    /// <returns>The segments before the newest, each with its last sequence.</returns>
    public static List<(string Path, long Last)> Run(
        string folder, int maxRecordBytes, long after, Action<long, ReadOnlyMemory<byte>> replay, out WriteAheadSegment newest, out long last)
    {
        foreach (var half in Directory.EnumerateFiles(folder, "*.tmp")) File.Delete(half);

        var paths = Directory.GetFiles(folder, "*.wal");
        Array.Sort(paths, StringComparer.Ordinal);
        List<(string Path, long Last)> segments = [];
        last = 0;
        for (var i = 0; i < paths.Length; i++)
        {
            using var file = File.OpenHandle(paths[i]);
            var first = FirstOf(file, paths[i]);
            if (i > 0 && first != last + 1)
                throw new WriteAheadException(
                    paths[i], $"it begins with sequence {first}, but the segment before ends with {last}. A segment is missing: restore the folder from a copy.");

            var scan = new WriteAheadScan(paths[i], maxRecordBytes);
            scan.Run(file, first, (sequence, payload) =>
            {
                if (sequence > after) replay(sequence, payload);
            });
            last = scan.Last;
            if (scan.IsTorn && (i < paths.Length - 1 || scan.LostAcknowledged(file))) throw scan.Damaged();

            if (i < paths.Length - 1)
            {
                segments.Add((paths[i], last));
                continue;
            }

            if (last >= after)
            {
                newest = Rewritten(folder, file, first, scan.End);
                return segments;
            }

            segments.Add((paths[i], last));
        }

        last = Begin(folder, after, segments, out newest);
        return segments;
    }

    // Nothing that is here is needed, or nothing is here: begin behind what is known from elsewhere. The old ones go first, or they would leave a gap.
    static long Begin(string folder, long after, List<(string Path, long Last)> segments, out WriteAheadSegment newest)
    {
        foreach (var (path, _) in segments) File.Delete(path);
        segments.Clear();
        newest = WriteAheadSegment.Create(folder, after + 1);
        return after;
    }

    static long FirstOf(SafeFileHandle file, string path)
    {
        var first = WriteAheadSegment.ReadHeader(file, path);
        return first >= 1 && Path.GetFileNameWithoutExtension(path) == first.ToString("D20", CultureInfo.InvariantCulture)
            ? first
            : throw new WriteAheadException(path, $"its header begins with sequence {first}, its name says otherwise. Give it its own name back.");
    }

    static WriteAheadSegment Rewritten(string folder, SafeFileHandle old, long first, long end) => WriteAheadSegment.Create(folder, first, file =>
    {
        var buffer = new byte[1 << 16];
        for (long at = WriteAheadSegment.HeaderBytes; at < end;)
        {
            var read = RandomAccess.Read(old, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
            RandomAccess.Write(file, buffer.AsSpan(0, read), at);
            at += read;
        }
    });
}
