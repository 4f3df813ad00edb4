using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Panta.Data.Delta;

/// <summary>
/// The files of a version by their key: a large part that never changes and is shared by versions, and what changed since. Changing k of n files costs k, and
/// now and then n.
/// </summary>
/// <typeparam name="T">Live files or tombstones.</typeparam>
sealed class FileSet<T>
    where T : class
{
    const int Fewest = 256;

    readonly IReadOnlyDictionary<(string, string?), T> _base;
    readonly ImmutableDictionary<(string, string?), T?> _changes;

    FileSet(IReadOnlyDictionary<(string, string?), T> based, ImmutableDictionary<(string, string?), T?> changes, int count) =>
        (_base, _changes, Count) = (based, changes, count);

    public static FileSet<T> Empty { get; } = Of(new Dictionary<(string, string?), T>());

    public int Count { get; }

    /// <summary>Files that will not change, as a set.</summary>
    public static FileSet<T> Of(IReadOnlyDictionary<(string, string?), T> files) => new(files, ImmutableDictionary<(string, string?), T?>.Empty, files.Count);

    /// <summary>The files, in no order.</summary>
    public IEnumerable<T> Values => _changes.IsEmpty
        ? _base.Values
        : _base.Where(pair => !_changes.ContainsKey(pair.Key)).Select(pair => pair.Value).Concat(_changes.Values.OfType<T>());

    public bool ContainsKey((string, string?) key) => TryGetValue(key, out _);

    public bool TryGetValue((string, string?) key, [MaybeNullWhen(false)] out T file)
    {
        if (_changes.TryGetValue(key, out file)) return file is not null;
        return _base.TryGetValue(key, out file);
    }

    /// <summary>A set to change.</summary>
    /// <param name="expected">About how many files will be put into it.</param>
    public Builder ToBuilder(int expected) => new(this, expected);

    /// <summary>A set being changed.</summary>
    public sealed class Builder(FileSet<T> set, int expected)
    {
        // Into an empty set much is put at once: a checkpoint.
        readonly Dictionary<(string, string?), T>? _whole = set.Count == 0 ? new(expected) : null;
        readonly ImmutableDictionary<(string, string?), T?>.Builder _changes = set._changes.ToBuilder();
        int _count = set.Count;

        /// <summary>Puts a file in place of the one of its key.</summary>
        public void Set((string, string?) key, T file)
        {
            if (_whole is not null)
            {
                _whole[key] = file;
                return;
            }

            if (!Has(key)) _count++;
            _changes[key] = file;
        }

        public void Remove((string, string?) key)
        {
            if (_whole is not null)
            {
                _whole.Remove(key);
                return;
            }

            if (!Has(key)) return;

            _count--;
            if (set._base.ContainsKey(key)) _changes[key] = null;
            else _changes.Remove(key);
        }

        public FileSet<T> ToSet()
        {
            if (_whole is not null) return Of(_whole);

            var changed = new FileSet<T>(set._base, _changes.ToImmutable(), _count);
            return _changes.Count < Math.Max(Fewest, set._base.Count / 4) ? changed : changed.Merged();
        }

        bool Has((string, string?) key) => _changes.TryGetValue(key, out var file) ? file is not null : set._base.ContainsKey(key);
    }

    FileSet<T> Merged()
    {
        var merged = new Dictionary<(string, string?), T>(Count);
        foreach (var (key, file) in _base)
            if (!_changes.ContainsKey(key)) merged.Add(key, file);
        foreach (var (key, file) in _changes)
            if (file is not null) merged.Add(key, file);
        return Of(merged);
    }
}
