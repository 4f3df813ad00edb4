namespace Panta.Data.Predictions;

/// <summary>Data files in memory, up to a number of bytes; the longest unused goes first. Files never change, so nothing is ever stale. Thread-safe.</summary>
sealed class PartCache(long maxBytes)
{
    readonly Lock _gate = new();
    readonly Dictionary<string, LinkedListNode<(string Path, TablePart Part)>> _byPath = new(StringComparer.Ordinal);
    readonly LinkedList<(string Path, TablePart Part)> _byUse = new();
    long _bytes;

    /// <summary>The file's rows: from memory, or read and kept.</summary>
    public TablePart Get(string path, Func<TablePart> read)
    {
        lock (_gate)
        {
            if (_byPath.TryGetValue(path, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Part;
            }
        }

        // Two readers may read the same file at once; one of the two results is kept.
        var part = read();
        lock (_gate)
        {
            if (_byPath.TryGetValue(path, out var other)) return other.Value.Part;
            if (part.Bytes > maxBytes) return part;

            _byPath[path] = _byUse.AddFirst((path, part));
            _bytes += part.Bytes;
            while (_bytes > maxBytes && _byUse.Last is { } last)
            {
                _byUse.RemoveLast();
                _byPath.Remove(last.Value.Path);
                _bytes -= last.Value.Part.Bytes;
            }
        }

        return part;
    }
}
