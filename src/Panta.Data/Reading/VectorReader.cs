using System.Runtime.CompilerServices;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Reads the vectors of one column of DuckDB's chunks, or of the children of one, into a column.</summary>
abstract unsafe class VectorReader(DataType type)
{
    readonly ValidityBuilder _validity = new();

    /// <summary>Gets the type of the column.</summary>
    public DataType Type { get; } = type;

    /// <summary>Reads rows of a vector.</summary>
    /// <param name="vector">DuckDB's vector, flat.</param>
    /// <param name="start">The first row; not 0 only within lists.</param>
    /// <param name="count">Rows; at most 2,048.</param>
    /// <param name="outer">Which rows of what the vector lies in hold a value, first row first; null: all.</param>
    public void Read(nint vector, int start, int count, ulong* outer)
    {
        var words = stackalloc ulong[NativeDuckDb.VectorSize / 64];
        var mask = MaskOf(NativeDuckDb.VectorValidity(vector), start, count, outer, words);
        _validity.Add(mask, count);
        ReadValues(vector, start, count, mask);
    }

    /// <summary>Whether a row holds a value by DuckDB's mask; null: all do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(ulong* mask, int row) => mask is null || (mask[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The column of all rows read; the reader is empty afterwards.</summary>
    public Column Take() => TakeColumn(_validity.Take());

    // The mask is that of the rows read: its first bit is the row at start.
    protected abstract void ReadValues(nint vector, int start, int count, ulong* mask);

    protected abstract Column TakeColumn(Validity validity);

    // A vector's bits from a row on, and of those only what the outer value has.
    static ulong* MaskOf(ulong* own, int start, int count, ulong* outer, ulong* words)
    {
        if (own is null) return outer;
        if (start == 0 && outer is null) return own;

        var (from, shift, last) = (start >> 6, start & 63, (start + count - 1) >> 6);
        for (var i = 0; i < (count + 63) >> 6; i++)
        {
            words[i] = own[from + i] >> shift;
            if (shift != 0 && from + i < last) words[i] |= own[from + i + 1] << (64 - shift);
            if (outer is not null) words[i] &= outer[i];
        }

        return words;
    }
}
