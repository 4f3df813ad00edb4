using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>
/// A column of lists of different lengths: row i has the elements <c>offsets[i] .. offsets[i + 1]</c> of a child column, which may be nested itself. A null row
/// is no list; an empty one has no elements; an element may be null.
/// </summary>
public sealed class ArrayColumn : Column
{
    /// <summary>A column over offsets and elements. Costs a pass over the offsets.</summary>
    /// <param name="offsets">Ascending, within the elements; one more than there are rows.</param>
    /// <param name="elements">The elements of all rows, one after the other.</param>
    /// <param name="validity">Which rows hold a list. Default: all.</param>
    /// <exception cref="ArgumentException">Offsets do not ascend, or reach beyond the elements.</exception>
    public ArrayColumn(ReadOnlyMemory<int> offsets, Column elements, Validity? validity = null)
        : base(DataType.Array(elements.Type), validity ?? Validity.All(Tables.Offsets.Rows(offsets)))
    {
        Offsets = Tables.Offsets.Checked(offsets, Validity, elements.Length);
        Elements = elements;
    }

    ArrayColumn(DataType type, ReadOnlyMemory<int> offsets, Column elements, Validity validity)
        : base(type, validity)
    {
        Offsets = offsets;
        Elements = elements;
    }

    /// <summary>Gets where in <see cref="Elements"/> the list of each row begins, and where the last ends. Of a slice, the first is not 0.</summary>
    public ReadOnlyMemory<int> Offsets { get; }

    /// <summary>Gets the elements of all rows; of a slice, those of its whole.</summary>
    public Column Elements { get; }

    /// <summary>The numbers of each row as a vector; a null element becomes NaN, a null row has no vector. Copies them as float64.</summary>
    /// <exception cref="ArgumentException">The elements are no numbers, or rows have different numbers of them.</exception>
    public VectorColumn ToVectors()
    {
        if (!Elements.Type.IsNumeric) throw new ArgumentException($"A column of {Type} holds no vectors: their elements are numbers.");

        var size = SizeOfRows();
        var values = new double[(long)Length * size];
        var offsets = Offsets.Span;
        for (int row = 0, next; row < Length; row = next)
        {
            next = row + 1;
            if (IsNull(row)) continue;

            // Rows whose elements follow one another are copied at once.
            while (next < Length && !IsNull(next)) next++;
            Elements.CopyTo(offsets[row], values.AsSpan(row * size, (next - row) * size));
        }

        return VectorColumn.Dense(size, values, Validity);
    }

    /// <inheritdoc/>
    public override Column Slice(int start, int length) => new ArrayColumn(Type, Offsets.Slice(start, length + 1), Elements, Validity.Slice(start, length));

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var (offsets, elements) = Tables.Offsets.Taken(Offsets.Span, Validity, rows);
        return new ArrayColumn(Type, offsets, Elements.Take(elements), TakenValidity(rows));
    }

    /// <inheritdoc/>
    public override Column As(DataType type) => type.Kind switch
    {
        _ when type == Type => this,
        TypeKind.Vector => ToVectors(),
        TypeKind.Array => new ArrayColumn(type, Offsets, Elements.As(type.Element!), Validity),
        _ => base.As(type),
    };

    /// <inheritdoc/>
    protected override object ValueAt(int row)
    {
        var (from, to) = (Offsets.Span[row], Offsets.Span[row + 1]);
        var values = new object?[to - from];
        for (var i = 0; i < values.Length; i++) values[i] = Elements.Value(from + i);
        return values;
    }

    private protected override Column Joined(IReadOnlyList<Column> parts)
    {
        var arrays = parts.Cast<ArrayColumn>().ToList();
        return new ArrayColumn(
            Type, Tables.Offsets.Joined([.. arrays.Select(part => part.Offsets)]),
            Concat([.. arrays.Select(part => Tables.Offsets.Within(part.Elements, part.Offsets))]), JoinedValidity(parts));
    }

    private protected override Column Masked(Validity validity) => new ArrayColumn(Type, Offsets, Elements, validity);

    int SizeOfRows()
    {
        var (size, first) = (-1, 0);
        var offsets = Offsets.Span;
        for (var row = 0; row < Length; row++)
        {
            if (IsNull(row)) continue;

            var length = offsets[row + 1] - offsets[row];
            if (size < 0) (size, first) = (length, row);
            if (length != size)
                throw new ArgumentException($"Row {row} has {length} numbers, row {first} has {size}: vectors of one column have one size. Pad or drop such rows.");
        }

        return Math.Max(size, 0);
    }
}
