using System.Buffers;
using System.Buffers.Binary;
using System.Data;
using System.Text;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Searches;

/// <summary>Texts as UTF-8, one after the other, whose bytes compare as the database compares them.</summary>
/// <param name="capacity">How many there will be, if known.</param>
sealed class TextColumn(int capacity) : SortColumn
{
    const int KeyLength = sizeof(ulong);
    const int MostLevels = 16; // beyond, texts that each go on a little further than another would be looked at again and again

    byte[] _bytes = [];
    int[] _ends = capacity == 0 ? [] : new int[capacity];
    int _count;

    public override int Count => _count;

    public override long Bytes => _bytes.Length + ((long)_ends.Length * sizeof(int));

    int Length => _count == 0 ? 0 : _ends[_count - 1];

    /// <summary>A text of a row; until the next row is read.</summary>
    public static ReadOnlySpan<byte> Utf8(IDataRecord row, int ordinal) => row is SqliteRow own ? own.GetUtf8(ordinal) : Utf8(row.GetString(ordinal));

    /// <summary>A text's bytes.</summary>
    public static ReadOnlySpan<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public override bool TryRead(IDataRecord row, int ordinal) => Add(Utf8(row, ordinal));

    public override bool TryAdd(object value) => value is string text && Add(Utf8(text));

    public override void Add(SortColumn from, int start, int count)
    {
        var source = (TextColumn)from;
        if (count == 0) return;

        var (first, shift) = (source.Start(start), Length - source.Start(start));
        var bytes = source._bytes.AsSpan(first, source._ends[start + count - 1] - first);
        Reserve(count, bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        for (var i = 0; i < count; i++) _ends[_count + i] = source._ends[start + i] + shift;
        _count += count;
    }

    public override object Value(int i) => Encoding.UTF8.GetString(Text(i));

    public override int Compare(int i, SortColumn other, int j) => Text(i).SequenceCompareTo(((TextColumn)other).Text(j));

    public override void Sort(int[] places, int start, int end, bool descending, Action<int, int> equal) =>
        Sort(places, start, end, 0, 0, descending, equal);

    // Eight bytes at a time as a number, after what all begin with: numbers sort several times faster than texts.
    void Sort(int[] places, int start, int end, int known, int level, bool descending, Action<int, int> equal)
    {
        var (shared, shortest, areEqual) = Shared(places.AsSpan(start, end - start), known);
        if (areEqual)
        {
            equal(start, end);
            return;
        }

        if (shortest < known || level == MostLevels)
        {
            SortByComparing(places, start, end, descending, equal);
            return;
        }

        var pooled = ArrayPool<ulong>.Shared.Rent(end - start);
        var keys = pooled.AsSpan(0, end - start);
        var part = places.AsSpan(start, end - start);
        for (var i = 0; i < part.Length; i++) keys[i] = Key(Text(part[i])[shared..]);
        keys.Sort(part);
        if (descending)
        {
            keys.Reverse();
            part.Reverse();
        }

        for (int from = 0, to; from < keys.Length; from = to)
        {
            for (to = from + 1; to < keys.Length && keys[to] == keys[from];) to++;
            if (to - from > 1) Sort(places, start + from, start + to, shared + KeyLength, level + 1, descending, equal);
        }

        ArrayPool<ulong>.Shared.Return(pooled);
    }

    // Among them texts of which one ends within the last eight bytes, and yet they differ: some hold U+0000. Too few to be quick about.
    void SortByComparing(int[] places, int start, int end, bool descending, Action<int, int> equal)
    {
        places.AsSpan(start, end - start).Sort((a, b) => descending ? Compare(b, this, a) : Compare(a, this, b));
        for (int from = start, to; from < end; from = to)
        {
            for (to = from + 1; to < end && Compare(places[from], this, places[to]) == 0;) to++;
            if (to - from > 1) equal(from, to);
        }
    }

    // With how many bytes all begin, of which so many are known; where one ends before those, nothing is.
    (int Shared, int Shortest, bool AreEqual) Shared(ReadOnlySpan<int> places, int known)
    {
        var shortest = int.MaxValue;
        foreach (var place in places) shortest = Math.Min(shortest, Text(place).Length);
        if (shortest < known) known = 0;

        var first = Text(places[0])[known..];
        var (shared, areEqual) = (shortest - known, true);
        foreach (var place in places)
        {
            var text = Text(place)[known..];
            areEqual &= text.Length == first.Length;
            shared = first[..shared].CommonPrefixLength(text);
        }

        return (known + shared, shortest, areEqual && shared == first.Length);
    }

    static ulong Key(ReadOnlySpan<byte> rest)
    {
        if (rest.Length >= KeyLength) return BinaryPrimitives.ReadUInt64BigEndian(rest);

        Span<byte> padded = stackalloc byte[KeyLength];
        padded.Clear();
        rest.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    bool Add(ReadOnlySpan<byte> text)
    {
        Reserve(1, text.Length);
        text.CopyTo(_bytes.AsSpan(Length));
        _ends[_count] = Length + text.Length;
        _count++;
        return true;
    }

    void Reserve(int count, int bytes)
    {
        if (_count + count > _ends.Length) Array.Resize(ref _ends, Math.Max(_count + count, _ends.Length * 2));
        if (Length + bytes > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Length + bytes, _bytes.Length * 2));
    }

    int Start(int i) => i == 0 ? 0 : _ends[i - 1];

    ReadOnlySpan<byte> Text(int i) => _bytes.AsSpan(Start(i)..(_ends[i]));
}
