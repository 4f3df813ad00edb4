namespace Panta.Data.Reading;

/// <summary>Collects values whose number is not known beforehand: segments that grow, joined once at the end, so that each value moves at most once more.</summary>
sealed class SegmentedBuffer<T>
    where T : unmanaged
{
    const int FirstCapacity = 2048;
    const int LastCapacity = 1 << 20;

    readonly List<ReadOnlyMemory<T>> _full = [];
    T[] _current = [];
    int _used;
    int _fullCount;

    /// <summary>Gets the number of values.</summary>
    public int Count => _fullCount + _used;

    /// <summary>Makes room for values; the caller writes all of them.</summary>
    public Span<T> Add(int count)
    {
        if (_current.Length - _used < count) NextSegment(count);
        _used += count;
        return _current.AsSpan(_used - count, count);
    }

    /// <summary>All values in one piece; the buffer is empty afterwards.</summary>
    public ReadOnlyMemory<T> Take()
    {
        var (count, last) = (Count, _current.AsMemory(0, _used));
        // Half-empty memory would live as long as the column.
        var values = _full.Count == 0 && last.Length >= _current.Length / 2 ? last : Joined(last.Span, count);
        _full.Clear();
        (_current, _used, _fullCount) = ([], 0, 0);
        return values;
    }

    T[] Joined(ReadOnlySpan<T> last, int count)
    {
        var values = GC.AllocateUninitializedArray<T>(count);
        var at = 0;
        foreach (var segment in _full)
        {
            segment.Span.CopyTo(values.AsSpan(at));
            at += segment.Length;
        }

        last.CopyTo(values.AsSpan(at));
        return values;
    }

    void NextSegment(int count)
    {
        if (_used > 0) _full.Add(_current.AsMemory(0, _used));
        _fullCount = checked(_fullCount + _used);
        _current = GC.AllocateUninitializedArray<T>(Math.Max(count, Math.Clamp(_fullCount, FirstCapacity, LastCapacity)));
        _used = 0;
    }
}
