using System.Buffers;
using System.Data;
using System.Runtime.CompilerServices;

namespace Panta.Tracking.Searches;

/// <summary>Values of a fixed length.</summary>
/// <param name="capacity">How many there will be, if known.</param>
/// <param name="read">Reads one of a row; null where it is not of this kind.</param>
/// <param name="write">Makes one what a page's token holds.</param>
/// <param name="parse">Takes one from what a page's token holds; null where it is not of this kind.</param>
sealed class NumberColumn<T>(int capacity, Func<IDataRecord, int, T?> read, Func<T, object> write, Func<object, T?> parse) : SortColumn
    where T : struct, IComparable<T>
{
    T[] _values = capacity == 0 ? [] : new T[capacity];
    int _count;

    public override int Count => _count;

    public override long Bytes => (long)_values.Length * Unsafe.SizeOf<T>();

    public override bool TryRead(IDataRecord row, int ordinal) => TryAdd(read(row, ordinal));

    public override bool TryAdd(object value) => TryAdd(parse(value));

    public override void Add(SortColumn from, int start, int count)
    {
        if (_count + count > _values.Length) Grow(count);
        ((NumberColumn<T>)from)._values.AsSpan(start, count).CopyTo(_values.AsSpan(_count));
        _count += count;
    }

    public override object Value(int i) => write(_values[i]);

    public override int Compare(int i, SortColumn other, int j) => _values[i].CompareTo(((NumberColumn<T>)other)._values[j]);

    public override void Sort(int[] places, int start, int end, bool descending, Action<int, int> equal)
    {
        var pooled = ArrayPool<T>.Shared.Rent(end - start);
        var values = pooled.AsSpan(0, end - start);
        var part = places.AsSpan(start, end - start);
        for (var i = 0; i < part.Length; i++) values[i] = _values[part[i]];
        if (!AreEqual(values))
        {
            values.Sort(part);
            if (descending)
            {
                values.Reverse();
                part.Reverse();
            }
        }

        for (int from = 0, to; from < values.Length; from = to)
        {
            for (to = from + 1; to < values.Length && values[to].CompareTo(values[from]) == 0;) to++;
            if (to - from > 1) equal(start + from, start + to);
        }

        ArrayPool<T>.Shared.Return(pooled);
    }

    static bool AreEqual(ReadOnlySpan<T> values)
    {
        foreach (var value in values)
            if (value.CompareTo(values[0]) != 0) return false;
        return true;
    }

    bool TryAdd(T? value)
    {
        if (value is not { } given) return false;
        if (_count == _values.Length) Grow(1);
        _values[_count++] = given;
        return true;
    }

    void Grow(int count) => Array.Resize(ref _values, Math.Max(_count + count, _values.Length * 2));
}
