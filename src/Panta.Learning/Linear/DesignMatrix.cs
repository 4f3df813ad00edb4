using System.Numerics.Tensors;
using Panta.Data.Tables;

namespace Panta.Learning.Linear;

/// <summary>
/// The vectors of a column as a matrix of n rows × p slots to compute on: dense slots as contiguous columns (the table's own memory where it has them so),
/// sparse ones as rows of non-zeros. Products go block by block through the cache.
/// </summary>
sealed class DesignMatrix
{
    readonly List<(int Slot, ReadOnlyMemory<double> Values)> _dense = [];
    readonly List<(int Slot, VectorColumn Rows)> _sparse = [];

    public DesignMatrix(VectorColumn column)
    {
        (RowCount, SlotCount) = (column.Length, column.Size);
        Collect(column, 0);
    }

    public DesignMatrix(ReadOnlyMemory<double> column)
    {
        (RowCount, SlotCount) = (column.Length, 1);
        _dense.Add((0, column));
    }

    public int RowCount { get; }

    public int SlotCount { get; }

    /// <summary>into += rows × coefficients.</summary>
    public void AddProduct(ReadOnlySpan<double> coefficients, int start, Span<double> into)
    {
        foreach (var (slot, values) in _dense) TensorPrimitives.MultiplyAdd(values.Span.Slice(start, into.Length), coefficients[slot], into, into);
        foreach (var (first, rows) in _sparse)
            for (var i = 0; i < into.Length; i++)
            {
                rows.SparseRow(start + i, out var slots, out var values);
                var sum = 0d;
                for (var k = 0; k < slots.Length; k++) sum += coefficients[first + slots[k]] * values[k];
                into[i] += sum;
            }
    }

    /// <summary>into += rowsᵀ × weights: for each slot the weighted sum of its values.</summary>
    public void AddTransposedProduct(ReadOnlySpan<double> weights, int start, Span<double> into)
    {
        foreach (var (slot, values) in _dense) into[slot] += TensorPrimitives.Dot(values.Span.Slice(start, weights.Length), weights);
        foreach (var (first, rows) in _sparse)
            for (var i = 0; i < weights.Length; i++)
            {
                rows.SparseRow(start + i, out var slots, out var values);
                for (var k = 0; k < slots.Length; k++) into[first + slots[k]] += weights[i] * values[k];
            }
    }

    /// <summary>into += for each slot the weighted sum of (value − center)².</summary>
    public void AddSquares(ReadOnlySpan<double> weights, ReadOnlySpan<double> centers, int start, Span<double> into)
    {
        Span<double> deviations = stackalloc double[RowBlocks.Size];
        deviations = deviations[..weights.Length];
        foreach (var (slot, values) in _dense)
        {
            TensorPrimitives.Subtract(values.Span.Slice(start, weights.Length), centers[slot], deviations);
            TensorPrimitives.Multiply(deviations, deviations, deviations);
            into[slot] += TensorPrimitives.Dot(deviations, weights);
        }

        foreach (var (first, rows) in _sparse) AddSparseSquares(rows, first, weights, centers, start, into);
    }

    /// <summary>Copies one slot of a block of rows.</summary>
    public void CopySlots(int start, int count, Span<double> into)
    {
        into[..(count * SlotCount)].Clear();
        foreach (var (slot, values) in _dense) values.Span.Slice(start, count).CopyTo(into[(slot * count)..]);
        foreach (var (first, rows) in _sparse)
            for (var i = 0; i < count; i++)
            {
                rows.SparseRow(start + i, out var slots, out var values);
                for (var k = 0; k < slots.Length; k++) into[(first + slots[k]) * count + i] = values[k];
            }
    }

    // Zeros deviate by the center: all of the weight first, then the non-zeros put right.
    static void AddSparseSquares(VectorColumn rows, int first, ReadOnlySpan<double> weights, ReadOnlySpan<double> centers, int start, Span<double> into)
    {
        var total = TensorPrimitives.Sum(weights);
        for (var slot = first; slot < first + rows.Size; slot++) into[slot] += total * centers[slot] * centers[slot];
        for (var i = 0; i < weights.Length; i++)
        {
            rows.SparseRow(start + i, out var slots, out var values);
            for (var k = 0; k < slots.Length; k++) into[first + slots[k]] += weights[i] * values[k] * (values[k] - 2 * centers[first + slots[k]]);
        }
    }

    void Collect(VectorColumn column, int first)
    {
        if (column.IsSparse) _sparse.Add((first, column));
        else if (!column.Parts.IsEmpty) CollectParts(column, first);
        else if (column.Size == 1) _dense.Add((first, column.Slot(0)));
        else CollectRows(column, first);
    }

    void CollectParts(VectorColumn column, int first)
    {
        var slot = 0;
        foreach (var part in column.Parts)
        {
            if (part is VectorColumn vector) Collect(vector, first + slot);
            else _dense.Add((first + slot, column.Slot(slot)));
            slot += part is VectorColumn inner ? inner.Size : 1;
        }
    }

    void CollectRows(VectorColumn column, int first)
    {
        var size = column.Size;
        var slots = Enumerable.Range(0, size).Select(_ => GC.AllocateUninitializedArray<double>(column.Length)).ToArray();
        var rows = new double[RowBlocks.Size * size];
        for (var start = 0; start < column.Length; start += RowBlocks.Size)
        {
            var count = Math.Min(RowBlocks.Size, column.Length - start);
            column.CopyRows(start, count, rows);
            for (var slot = 0; slot < size; slot++)
                for (var i = 0; i < count; i++)
                    slots[slot][start + i] = rows[i * size + slot];
        }

        for (var slot = 0; slot < size; slot++) _dense.Add((first + slot, slots[slot]));
    }
}
