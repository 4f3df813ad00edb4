using System.Numerics;
using System.Runtime.CompilerServices;

namespace Panta.Data.Tables;

/// <summary>
/// Which rows of a column hold a value: a bitmap with one bit a row (1 = value, 0 = null), or nothing at all where no row is null.
/// A slice shares the words of its whole. Immutable.
/// </summary>
public readonly struct Validity
{
    readonly ulong[]? _words;
    readonly int _offset;

    /// <summary>A bitmap over <paramref name="length"/> rows.</summary>
    /// <param name="words">Bits of 64 rows a word, lowest bit first; null where all rows hold a value.</param>
    /// <param name="length">Number of rows; at least 0.</param>
    /// <param name="offset">Row of the words that is row 0 here. Default 0.</param>
    /// <exception cref="ArgumentException">The words do not reach that far.</exception>
    public Validity(ulong[]? words, int length, int offset = 0)
    {
        if (words is not null && words.Length * 64L < (long)offset + length)
            throw new ArgumentException($"{words.Length} words hold {words.Length * 64L} rows, {(long)offset + length} are needed.", nameof(words));

        _words = words;
        _offset = offset;
        Length = length;
    }

    /// <summary>Gets the number of rows.</summary>
    public int Length { get; }

    /// <summary>Gets whether some row may be null; false promises that none is.</summary>
    public bool HasNulls => _words is not null;

    /// <summary>Gets whether the row holds a value.</summary>
    /// <param name="row">The row, from 0; not checked where no row is null.</param>
    public bool this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _words is null || (_words[(row + _offset) >> 6] >> ((row + _offset) & 63) & 1) != 0;
    }

    /// <summary>All of <paramref name="length"/> rows hold a value.</summary>
    /// <param name="length">Number of rows.</param>
    public static Validity All(int length) => new(null, length);

    /// <summary>The bitmap of a predicate over rows; without words where it holds for all.</summary>
    /// <param name="length">Number of rows.</param>
    /// <param name="holds">Whether the row holds a value.</param>
    public static Validity Of(int length, Func<int, bool> holds)
    {
        ulong[]? words = null;
        for (var row = 0; row < length; row++)
        {
            if (holds(row)) continue;

            if (words is null) (words = new ulong[(length + 63) / 64]).AsSpan().Fill(ulong.MaxValue);
            words[row >> 6] &= ~(1UL << (row & 63));
        }

        return new(words, length);
    }

    /// <summary>The rows from <paramref name="start"/> on, sharing the bits.</summary>
    /// <param name="start">First row.</param>
    /// <param name="length">Number of rows.</param>
    public Validity Slice(int start, int length) => new(_words, length, _offset + start);

    /// <summary>The bits of 64 rows from a row on, the row's own bit lowest; rows beyond the end count as values.</summary>
    /// <param name="row">The first row; 0 ≤ row &lt; length.</param>
    public ulong Word(int row)
    {
        if (_words is null) return ulong.MaxValue;

        var at = row + _offset;
        var word = _words[at >> 6] >> (at & 63);
        if ((at & 63) != 0) word |= (at >> 6) + 1 < _words.Length ? _words[(at >> 6) + 1] << (64 - (at & 63)) : ulong.MaxValue << (64 - (at & 63));
        return Length - row < 64 ? word | ulong.MaxValue << (Length - row) : word;
    }

    /// <summary>The number of null rows. Costs one pass over the words.</summary>
    public int NullCount()
    {
        if (_words is null) return 0;

        var nulls = 0;
        for (var row = 0; row < Length; row += 64) nulls += 64 - BitOperations.PopCount(Word(row));
        return nulls;
    }

    /// <summary>Rows that hold a value here and in <paramref name="other"/>.</summary>
    /// <param name="other">A bitmap of as many rows.</param>
    public Validity And(Validity other)
    {
        if (!HasNulls) return other;
        if (!other.HasNulls) return this;

        var words = new ulong[(Length + 63) / 64];
        for (var row = 0; row < Length; row += 64) words[row >> 6] = Word(row) & other.Word(row);
        return new(words, Length);
    }
}
