using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Panta.Data.Delta;

/// <summary>
/// The live files of a checkpoint by their keys, kept as they were read: column by column, for there may be very many, and few are looked at. Where the
/// checkpoint has a key twice, the last file counts. Safe to read from many threads.
/// </summary>
sealed class CheckpointedFiles : IReadOnlyDictionary<(string, string?), AddFile>
{
    readonly CheckpointPart[] _parts;
    readonly int[] _starts;
    readonly HashSet<int> _replaced = [];
    // Place + 1 of a file, found by the hash of its path; 0 where free.
    readonly int[] _slots;

    public CheckpointedFiles(IEnumerable<CheckpointPart> parts)
    {
        _parts = [.. parts];
        _starts = new int[_parts.Length];
        for (var i = 0; i < _parts.Length; Total += _parts[i++].Count) _starts[i] = Total;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, checked(Total * 2)))];
        for (var i = 0; i < _parts.Length; i++)
            for (var row = 0; row < _parts[i].Count; row++) Index(_parts[i], row, _starts[i] + row);
    }

    /// <summary>Gets the number of files read: the place of the next one.</summary>
    public int Total { get; }

    public int Count => Total - _replaced.Count;

    public IEnumerable<(string, string?)> Keys => Values.Select(file => file.Key);

    /// <summary>Gets the files in the order of the checkpoint.</summary>
    public IEnumerable<AddFile> Values
    {
        get
        {
            for (var i = 0; i < _parts.Length; i++)
                for (var row = 0; row < _parts[i].Count; row++)
                    if (_replaced.Count == 0 || !_replaced.Contains(_starts[i] + row)) yield return _parts[i].File(row, _starts[i] + row);
        }
    }

    public AddFile this[(string, string?) key] =>
        TryGetValue(key, out var file) ? file : throw new KeyNotFoundException($"The checkpoint has no file '{key.Item1}'.");

    public bool ContainsKey((string, string?) key) => Find(key) >= 0;

    public bool TryGetValue((string, string?) key, [MaybeNullWhen(false)] out AddFile value)
    {
        var place = Find(key);
        value = place < 0 ? null : At(place, out var row).File(row, place);
        return place >= 0;
    }

    public IEnumerator<KeyValuePair<(string, string?), AddFile>> GetEnumerator() => Values.Select(file => KeyValuePair.Create(file.Key, file)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void Index(CheckpointPart part, int row, int place)
    {
        var mask = _slots.Length - 1;
        var at = part.HashOf(row) & mask;
        for (; _slots[at] != 0; at = (at + 1) & mask)
        {
            var other = _slots[at] - 1;
            if (!part.IsSame(row, At(other, out var otherRow), otherRow)) continue;

            _replaced.Add(other);
            break;
        }

        _slots[at] = place + 1;
    }

    int Find((string Path, string? Vector) key)
    {
        var (path, mask) = (Encoding.UTF8.GetBytes(key.Path), _slots.Length - 1);
        for (var at = CheckpointPart.HashOf(path) & mask; _slots[at] != 0; at = (at + 1) & mask)
            if (At(_slots[at] - 1, out var row).Is(row, path, key.Vector)) return _slots[at] - 1;
        return -1;
    }

    CheckpointPart At(int place, out int row)
    {
        var part = Array.BinarySearch(_starts, place);
        if (part < 0) part = ~part - 1;
        row = place - _starts[part];
        return _parts[part];
    }
}
