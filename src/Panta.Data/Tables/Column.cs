using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>A column of a table: values of one type in contiguous memory, and which rows are null. Immutable; slices share the memory.</summary>
/// <param name="type">The type of the values.</param>
/// <param name="validity">Which rows hold a value; its length is the column's.</param>
public abstract class Column(DataType type, Validity validity)
{
    /// <summary>Gets the type of the values.</summary>
    public DataType Type { get; } = type;

    /// <summary>Gets which rows hold a value.</summary>
    public Validity Validity { get; } = validity;

    /// <summary>Gets the number of rows.</summary>
    public int Length => Validity.Length;

    /// <summary>Whether the row is null.</summary>
    /// <param name="row">The row, from 0.</param>
    public bool IsNull(int row) => !Validity[row];

    /// <summary>The rows from <paramref name="start"/> on, sharing memory.</summary>
    /// <param name="start">First row.</param>
    /// <param name="length">Number of rows.</param>
    public abstract Column Slice(int start, int length);

    /// <summary>The chosen rows in the order given, copied.</summary>
    /// <param name="rows">Rows, each in 0..length − 1.</param>
    public abstract Column Take(ReadOnlySpan<int> rows);

    /// <summary>
    /// The value of a row as an object: null, or the .NET value (bool, integers, float, double, decimal, string, byte[], DateOnly, DateTimeOffset in UTC,
    /// DateTime of no kind, double[]); its text where .NET's decimal or calendar (years 1 to 9999) does not reach so far. An array is an object?[], a map a
    /// KeyValuePair&lt;object, object?&gt;[] in its order, a struct an OrderedDictionary&lt;string, object?&gt; of its fields; what is in them likewise. For showing
    /// and for tests; columns are read by their memory.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    public object? Value(int row) => IsNull(row) ? null : ValueAt(row);

    /// <summary>
    /// The same rows under another type of the same values: arrays of numbers as vectors and back, nested types whose fields differ in nullability or metadata.
    /// </summary>
    /// <param name="type">The type. Fields of structs have the same names in the same order.</param>
    /// <returns>This column where the type is its own.</returns>
    /// <exception cref="ArgumentException">The values would not be the same.</exception>
    public virtual Column As(DataType type) =>
        type == Type ? this : throw new ArgumentException($"A column of {Type} is none of {type}. Cast its values first, for example in SQL.", nameof(type));

    /// <summary>Joins columns of one type end to end.</summary>
    /// <param name="parts">At least one column; all of the first one's type.</param>
    /// <exception cref="ArgumentException">There is none, or the types differ.</exception>
    public static Column Concat(IReadOnlyList<Column> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is no column to join.", nameof(parts));
        if (parts.FirstOrDefault(part => part.Type != parts[0].Type) is { } other)
            throw new ArgumentException($"A column of {other.Type} cannot follow one of {parts[0].Type}.", nameof(parts));

        return parts.Count == 1 ? parts[0] : parts[0].Joined(parts);
    }

    /// <summary>Reads the numbers of rows as float64, booleans as 0 and 1, decimals scaled; null rows as NaN.</summary>
    /// <param name="start">First row.</param>
    /// <param name="into">Filled with as many rows as it has places.</param>
    /// <exception cref="InvalidOperationException">The column holds no numbers.</exception>
    public virtual void CopyTo(int start, Span<double> into) =>
        throw new InvalidOperationException($"A column of {Type} holds no numbers. Index or parse it first.");

    /// <summary>The value of a row that is not null.</summary>
    /// <param name="row">The row, from 0.</param>
    protected abstract object ValueAt(int row);

    private protected abstract Column Joined(IReadOnlyList<Column> parts);

    /// <summary>The same values, null in other rows.</summary>
    private protected abstract Column Masked(Validity validity);

    /// <summary>This column, null also where <paramref name="rows"/> has no value.</summary>
    internal Column And(Validity rows) => rows.HasNulls ? Masked(Validity.And(rows)) : this;

    private protected static Validity JoinedValidity(IReadOnlyList<Column> parts)
    {
        var length = checked(parts.Sum(part => part.Length));
        if (!parts.Any(part => part.Validity.HasNulls)) return Validity.All(length);

        var words = new ulong[(length + 63) / 64];
        var row = 0;
        foreach (var part in parts)
            for (var i = 0; i < part.Length; i++, row++)
                if (part.Validity[i]) words[row >> 6] |= 1UL << (row & 63);
        return new(words, length);
    }

    private protected Validity TakenValidity(ReadOnlySpan<int> rows)
    {
        if (!Validity.HasNulls) return Validity.All(rows.Length);

        var words = new ulong[(rows.Length + 63) / 64];
        for (var i = 0; i < rows.Length; i++)
            if (Validity[rows[i]]) words[i >> 6] |= 1UL << (i & 63);
        return new(words, rows.Length);
    }
}
