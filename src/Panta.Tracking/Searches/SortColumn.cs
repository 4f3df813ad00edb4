using System.Data;
using System.Globalization;

namespace Panta.Tracking.Searches;

/// <summary>One of the values that runs are sorted by, of many runs: packed, without an object a value. Values are only ever added at the end.</summary>
abstract class SortColumn
{
    const int IdLength = 32;

    /// <summary>How many values it has.</summary>
    public abstract int Count { get; }

    /// <summary>The memory it takes.</summary>
    public abstract long Bytes { get; }

    /// <summary>A column without values.</summary>
    /// <param name="kind">What its values are.</param>
    /// <param name="capacity">How many there will be, if known.</param>
    public static SortColumn Of(SortKind kind, int capacity) => kind switch
    {
        SortKind.Flag => new NumberColumn<byte>(
            capacity, (row, i) => (byte)row.GetInt64(i), flag => (long)flag, value => value is long and >= 0 and <= byte.MaxValue and var flag ? (byte)flag : null),
        SortKind.Integer => new NumberColumn<long>(capacity, (row, i) => row.GetInt64(i), integer => integer, value => value as long?),
        SortKind.Real => new NumberColumn<double>(
            capacity, (row, i) => row.GetDouble(i), real => real, value => value is long integer ? integer : value as double?),
        SortKind.Id => new NumberColumn<UInt128>(capacity, (row, i) => Id(TextColumn.Utf8(row, i)), Text, value => value is string text ? Id(TextColumn.Utf8(text)) : null),
        _ => new TextColumn(capacity),
    };

    /// <summary>Adds a value of a row; false where it is not of this kind.</summary>
    public abstract bool TryRead(IDataRecord row, int ordinal);

    /// <summary>Adds a value that a page's token holds; false where it is not of this kind.</summary>
    public abstract bool TryAdd(object value);

    /// <summary>Adds values of a column of the same kind.</summary>
    public abstract void Add(SortColumn from, int start, int count);

    /// <summary>A value as a page's token holds it: a long, double or string.</summary>
    public abstract object Value(int i);

    /// <summary>Compares two values as the database does.</summary>
    public abstract int Compare(int i, SortColumn other, int j);

    /// <summary>Sorts a part of a list of places by their values.</summary>
    /// <param name="places">Places of values.</param>
    /// <param name="start">The part's first.</param>
    /// <param name="end">After the part's last.</param>
    /// <param name="descending">The largest first.</param>
    /// <param name="equal">Is told each part of the list whose values are equal, start and end.</param>
    public abstract void Sort(int[] places, int start, int end, bool descending, Action<int, int> equal);

    static string Text(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);

    // Only what Text gives back: an id in capitals is another id.
    static UInt128? Id(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length != IdLength) return null;

        var (high, low) = (0UL, 0UL);
        foreach (var c in utf8)
        {
            var digit = c switch { >= (byte)'0' and <= (byte)'9' => c - '0', >= (byte)'a' and <= (byte)'f' => c - 'a' + 10, _ => -1 };
            if (digit < 0) return null;
            (high, low) = ((high << 4) | (low >> 60), (low << 4) | (uint)digit);
        }

        return new(high, low);
    }
}
