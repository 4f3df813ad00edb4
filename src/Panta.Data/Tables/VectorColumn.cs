using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>
/// A column of vectors of one size, slots float64. Kept in one of three forms: a view of numeric and vector columns side by side (nothing is copied
/// until rows are needed), dense rows one after the other, or sparse rows (CSR). A missing slot is NaN; a null row has no vector at all.
/// Trees read <see cref="Slot"/>s, linear models read rows.
/// </summary>
public sealed class VectorColumn : Column
{
    readonly ImmutableArray<Column> _parts;
    readonly ReadOnlyMemory<double> _dense;
    readonly ReadOnlyMemory<int> _offsets;
    readonly ReadOnlyMemory<int> _indices;

    VectorColumn(int size, Validity validity, ImmutableArray<Column> parts, ReadOnlyMemory<double> dense, ReadOnlyMemory<int> offsets, ReadOnlyMemory<int> indices)
        : base(DataType.Vector, validity)
    {
        Size = size;
        _parts = parts;
        _dense = dense;
        _offsets = offsets;
        _indices = indices;
    }

    /// <summary>Gets the number of slots of each vector.</summary>
    public int Size { get; }

    /// <summary>Gets the columns that a view shows side by side; empty where the vectors are kept as rows.</summary>
    public ImmutableArray<Column> Parts => _parts.IsDefault ? [] : _parts;

    /// <summary>Gets whether rows are kept sparse: only slots that are not zero.</summary>
    public bool IsSparse => _parts.IsDefault && !_offsets.IsEmpty;

    /// <summary>Columns seen as one vector column: each numeric column a slot, each vector column its slots. Nulls of numeric columns are NaN slots.</summary>
    /// <param name="parts">Numeric or vector columns of one length.</param>
    /// <param name="length">Number of rows.</param>
    /// <exception cref="ArgumentException">A part is neither numeric nor a vector, or has another length.</exception>
    public static VectorColumn View(ImmutableArray<Column> parts, int length)
    {
        foreach (var part in parts)
        {
            if (part is not VectorColumn && !part.Type.IsNumeric)
                throw new ArgumentException($"A column of {part.Type} is no slot of a vector. Index or parse it first.", nameof(parts));
            if (part.Length != length) throw new ArgumentException($"A part has {part.Length} rows, the vector column {length}.", nameof(parts));
        }

        var validity = parts.OfType<VectorColumn>().Aggregate(Validity.All(length), (rows, part) => rows.And(part.Validity));
        return new(parts.Sum(part => part is VectorColumn vector ? vector.Size : 1), validity, parts, default, default, default);
    }

    /// <summary>Dense vectors, row after row.</summary>
    /// <param name="size">Slots of each vector; at least 0.</param>
    /// <param name="values">rows × size values.</param>
    /// <param name="validity">Which rows hold a vector. Default: all; then the number of rows is values / size, or must be given where size is 0.</param>
    public static VectorColumn Dense(int size, ReadOnlyMemory<double> values, Validity? validity = null)
    {
        var rows = validity ?? Validity.All(size == 0 ? 0 : values.Length / size);
        if ((long)rows.Length * size != values.Length)
            throw new ArgumentException($"{rows.Length} vectors of {size} slots need {(long)rows.Length * size} values, {values.Length} are there.", nameof(values));

        return new(size, rows, default, values, default, default);
    }

    /// <summary>Sparse vectors: row i has <c>values[k]</c> at slot <c>indices[k]</c> for k in offsets[i] .. offsets[i + 1] − 1, and 0 elsewhere.</summary>
    /// <param name="size">Slots of each vector.</param>
    /// <param name="offsets">Ascending; one more than there are rows.</param>
    /// <param name="indices">Slots, ascending within a row, each below size.</param>
    /// <param name="values">Values at those slots.</param>
    /// <param name="validity">Which rows hold a vector. Default: all.</param>
    public static VectorColumn Sparse(int size, ReadOnlyMemory<int> offsets, ReadOnlyMemory<int> indices, ReadOnlyMemory<double> values, Validity? validity = null)
    {
        if (offsets.IsEmpty) throw new ArgumentException("Offsets are empty: there is one more of them than rows.", nameof(offsets));
        if (indices.Length != values.Length) throw new ArgumentException($"{indices.Length} slots, but {values.Length} values.", nameof(values));

        return new(size, validity ?? Validity.All(offsets.Length - 1), default, values, offsets, indices);
    }

    /// <summary>Copies the vector of a row; NaN in every slot of a null row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="into">At least <see cref="Size"/> places.</param>
    public void CopyRow(int row, Span<double> into) => CopyRows(row, 1, into);

    /// <summary>Copies the vectors of consecutive rows, one after the other; NaN in every slot of a null row.</summary>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="into">count × <see cref="Size"/> places.</param>
    public void CopyRows(int start, int count, Span<double> into)
    {
        if (!_parts.IsDefault) CopyParts(start, count, into, Size, 0);
        else if (IsSparse) CopySparse(start, count, into, Size, 0);
        else _dense.Span.Slice(start * Size, count * Size).CopyTo(into);

        if (!Validity.HasNulls) return;

        for (var i = 0; i < count; i++)
            if (!Validity[start + i]) into.Slice(i * Size, Size).Fill(double.NaN);
    }

    /// <summary>The values of one slot over all rows: the source column's own memory where the view has it as float64 without nulls, else a copy.</summary>
    /// <param name="slot">The slot, from 0 to size − 1.</param>
    public ReadOnlyMemory<double> Slot(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Size);
        if (!_parts.IsDefault && !Validity.HasNulls) return SlotOfParts(slot);
        if (Size == 1 && !IsSparse && !Validity.HasNulls) return _dense;

        var values = new double[Length];
        if (!_parts.IsDefault) SlotOfParts(slot).CopyTo(values);
        else if (IsSparse) FillSparseSlot(slot, values);
        else
        {
            var dense = _dense.Span;
            for (var row = 0; row < values.Length; row++) values[row] = dense[row * Size + slot];
        }

        MarkNulls(values);
        return values;
    }

    /// <summary>The slots that are not zero in a row of sparse vectors, and their values. Only where <see cref="IsSparse"/>.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="indices">The slots, ascending.</param>
    /// <param name="values">Their values.</param>
    public void SparseRow(int row, out ReadOnlySpan<int> indices, out ReadOnlySpan<double> values)
    {
        var (from, to) = (_offsets.Span[row], _offsets.Span[row + 1]);
        indices = _indices.Span[from..to];
        values = _dense.Span[from..to];
    }

    /// <inheritdoc/>
    public override Column Slice(int start, int length)
    {
        var validity = Validity.Slice(start, length);
        if (!_parts.IsDefault) return new VectorColumn(Size, validity, [.. _parts.Select(part => part.Slice(start, length))], default, default, default);
        if (IsSparse) return new VectorColumn(Size, validity, default, _dense, _offsets.Slice(start, length + 1), _indices);
        return new VectorColumn(Size, validity, default, _dense.Slice(start * Size, length * Size), default, default);
    }

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var validity = TakenValidity(rows);
        if (!_parts.IsDefault)
        {
            var parts = ImmutableArray.CreateBuilder<Column>(_parts.Length);
            foreach (var part in _parts) parts.Add(part.Take(rows));
            return new VectorColumn(Size, validity, parts.MoveToImmutable(), default, default, default);
        }

        return IsSparse ? TakeSparse(rows, validity) : TakeDense(rows, validity);
    }

    /// <inheritdoc/>
    public override Column As(DataType type) => type == DataType.Array(DataType.Float64) ? ToArrays() : base.As(type);

    /// <inheritdoc/>
    protected override object ValueAt(int row)
    {
        var values = new double[Size];
        CopyRow(row, values);
        return values;
    }

    private protected override Column Joined(IReadOnlyList<Column> parts)
    {
        var validity = JoinedValidity(parts);
        var vectors = parts.Cast<VectorColumn>().ToList();
        var size = vectors.Max(part => part.Size);
        // Where no row has a vector, nothing told the size.
        if (vectors.Exists(part => part.Size != size && part.Validity.NullCount() < part.Length))
            throw new ArgumentException($"Vector columns of different sizes cannot be joined: {string.Join(", ", vectors.Select(part => part.Size).Distinct())}.", nameof(parts));

        if (!vectors.TrueForAll(part => part.IsSparse)) return JoinedDense(size, vectors, validity);

        var (offsets, indices, values) = (new List<int>(validity.Length + 1) { 0 }, new List<int>(), new List<double>());
        foreach (var part in vectors)
            for (var row = 0; row < part.Length; row++)
                AppendSparseRow(part, row, offsets, indices, values);
        return new VectorColumn(size, validity, default, values.ToArray(), offsets.ToArray(), indices.ToArray());
    }

    static VectorColumn JoinedDense(int size, List<VectorColumn> parts, Validity validity)
    {
        var dense = new double[(long)validity.Length * size];
        var at = 0;
        foreach (var part in parts)
        {
            var into = dense.AsSpan(at * size, part.Length * size);
            if (part.Size == size) part.CopyRows(0, part.Length, into);
            else into.Fill(double.NaN);
            at += part.Length;
        }

        return new(size, validity, default, dense, default, default);
    }

    private protected override Column Masked(Validity validity) => new VectorColumn(Size, validity, _parts, _dense, _offsets, _indices);

    ArrayColumn ToArrays()
    {
        var values = new double[(long)Length * Size];
        CopyRows(0, Length, values);
        var offsets = new int[Length + 1];
        for (var row = 1; row < offsets.Length; row++) offsets[row] = row * Size;
        return new(offsets, new Column<double>(DataType.Float64, values), Validity);
    }

    static void AppendSparseRow(VectorColumn from, int row, List<int> offsets, List<int> indices, List<double> values)
    {
        from.SparseRow(row, out var slots, out var numbers);
        indices.AddRange(slots);
        values.AddRange(numbers);
        offsets.Add(indices.Count);
    }

    VectorColumn TakeSparse(ReadOnlySpan<int> rows, Validity validity)
    {
        var (offsets, indices, values) = (new List<int>(rows.Length + 1) { 0 }, new List<int>(), new List<double>());
        foreach (var row in rows) AppendSparseRow(this, row, offsets, indices, values);
        return new(Size, validity, default, values.ToArray(), offsets.ToArray(), indices.ToArray());
    }

    VectorColumn TakeDense(ReadOnlySpan<int> rows, Validity validity)
    {
        var values = new double[(long)rows.Length * Size];
        for (var i = 0; i < rows.Length; i++) _dense.Span.Slice(rows[i] * Size, Size).CopyTo(values.AsSpan(i * Size));
        return new(Size, validity, default, values, default, default);
    }

    // A row of the target is stride wide; this column's slots stand from offset on.
    void CopyParts(int start, int count, Span<double> into, int stride, int offset)
    {
        var buffer = count == 1 ? stackalloc double[1] : new double[count];
        foreach (var part in _parts)
        {
            if (part is VectorColumn vector)
            {
                vector.CopyInto(start, count, into, stride, offset);
                offset += vector.Size;
                continue;
            }

            part.CopyTo(start, buffer);
            for (var i = 0; i < count; i++) into[i * stride + offset] = buffer[i];
            offset++;
        }
    }

    void CopyInto(int start, int count, Span<double> into, int stride, int offset)
    {
        if (!_parts.IsDefault) CopyParts(start, count, into, stride, offset);
        else if (IsSparse) CopySparse(start, count, into, stride, offset);
        else
            for (var i = 0; i < count; i++) _dense.Span.Slice((start + i) * Size, Size).CopyTo(into[(i * stride + offset)..]);
    }

    void CopySparse(int start, int count, Span<double> into, int stride, int offset)
    {
        for (var i = 0; i < count; i++)
        {
            var row = into.Slice(i * stride + offset, Size);
            row.Clear();
            SparseRow(start + i, out var indices, out var values);
            for (var k = 0; k < indices.Length; k++) row[indices[k]] = values[k];
        }
    }

    ReadOnlyMemory<double> SlotOfParts(int slot)
    {
        foreach (var part in _parts)
        {
            var width = part is VectorColumn vector ? vector.Size : 1;
            if (slot >= width)
            {
                slot -= width;
                continue;
            }

            if (part is VectorColumn inner) return inner.Slot(slot);
            if (part is Column<double> { Validity.HasNulls: false } numbers) return numbers.Values;

            var values = new double[Length];
            part.CopyTo(0, values);
            return values;
        }

        throw new ArgumentOutOfRangeException(nameof(slot));
    }

    void FillSparseSlot(int slot, Span<double> into)
    {
        for (var row = 0; row < into.Length; row++)
        {
            SparseRow(row, out var indices, out var values);
            var k = indices.BinarySearch(slot);
            if (k >= 0) into[row] = values[k];
        }
    }

    void MarkNulls(Span<double> values)
    {
        if (!Validity.HasNulls) return;

        for (var row = 0; row < values.Length; row++)
            if (!Validity[row]) values[row] = double.NaN;
    }
}
