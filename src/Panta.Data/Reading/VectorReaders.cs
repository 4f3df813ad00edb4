using System.Numerics.Tensors;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using ListEntry = Panta.Data.Reading.NativeDuckDb.ListEntry;

namespace Panta.Data.Reading;

/// <summary>Lists or arrays of numbers, all of one length: dense vectors. A null element is NaN.</summary>
sealed unsafe class DenseVectorReader(string name, bool isFloat, int arraySize) : VectorReader(DataType.Vector)
{
    readonly SegmentedBuffer<double> _values = new();
    int _size = arraySize > 0 ? arraySize : -1;
    // Rows read before the first that is not null: they get their slots when the size is known.
    int _nullsBefore;

    protected override void ReadValues(nint vector, int count, ulong* mask)
    {
        var child = arraySize > 0 ? NativeDuckDb.ArrayChild(vector) : NativeDuckDb.ListChild(vector);
        var entries = arraySize > 0 ? null : (ListEntry*)NativeDuckDb.VectorData(vector);
        var childMask = NativeDuckDb.VectorValidity(child);
        var numbers = NativeDuckDb.VectorData(child);
        for (var row = 0; row < count; row++)
        {
            if (IsValid(mask, row)) AddRow(entries is null ? new((ulong)row * (ulong)arraySize, (ulong)arraySize) : entries[row], numbers, childMask);
            else if (_size < 0) _nullsBefore++;
            else _values.Add(_size).Fill(double.NaN);
        }
    }

    protected override Column TakeColumn(Validity validity)
    {
        var column = VectorColumn.Dense(Math.Max(_size, 0), _values.Take(), validity);
        (_size, _nullsBefore) = (arraySize > 0 ? arraySize : -1, 0);
        return column;
    }

    void AddRow(ListEntry entry, void* numbers, ulong* childMask)
    {
        var (offset, length) = ((int)entry.Offset, (int)entry.Length);
        if (_size < 0)
        {
            _size = length;
            for (var i = 0; i < _nullsBefore; i++) _values.Add(_size).Fill(double.NaN);
        }

        if (length != _size)
            throw new DuckDbException(
                $"Column '{name}' has a list of {length} numbers after one of {_size}: a vector column has vectors of one size. Unnest it or pad it in SQL.", "");

        var into = _values.Add(length);
        if (isFloat) TensorPrimitives.ConvertTruncating(new ReadOnlySpan<float>((float*)numbers + offset, length), into);
        else new ReadOnlySpan<double>((double*)numbers + offset, length).CopyTo(into);
        if (childMask is null) return;

        for (var i = 0; i < length; i++)
            if (!IsValid(childMask, offset + i)) into[i] = double.NaN;
    }
}

/// <summary>Spark's vector struct {type, size, indices, values}: type 1 is dense, 0 sparse. One column may mix; it is sparse here when its first vector is.</summary>
sealed unsafe class SparkVectorReader(string name) : VectorReader(DataType.Vector)
{
    readonly List<(int Slot, double Value)[]?> _rows = [];
    int _size = -1;
    bool _sparse;

    protected override void ReadValues(nint vector, int count, ulong* mask)
    {
        var types = (sbyte*)NativeDuckDb.VectorData(NativeDuckDb.StructChild(vector, 0));
        var sizes = (int*)NativeDuckDb.VectorData(NativeDuckDb.StructChild(vector, 1));
        var (indexLists, valueLists) = (NativeDuckDb.StructChild(vector, 2), NativeDuckDb.StructChild(vector, 3));
        var indexEntries = (ListEntry*)NativeDuckDb.VectorData(indexLists);
        var valueEntries = (ListEntry*)NativeDuckDb.VectorData(valueLists);
        var indices = (int*)NativeDuckDb.VectorData(NativeDuckDb.ListChild(indexLists));
        var values = (double*)NativeDuckDb.VectorData(NativeDuckDb.ListChild(valueLists));
        for (var row = 0; row < count; row++)
        {
            if (!IsValid(mask, row))
            {
                _rows.Add(null);
                continue;
            }

            var sparse = types[row] == 0;
            var length = (int)valueEntries[row].Length;
            Check(sparse ? sizes[row] : length, sparse);
            if (sparse && (int)indexEntries[row].Length != length) throw Broken($"{indexEntries[row].Length} indices for {length} values");

            var slots = new (int, double)[length];
            for (var k = 0; k < length; k++)
                slots[k] = (sparse ? SlotOf(indices[(int)indexEntries[row].Offset + k]) : k, values[(int)valueEntries[row].Offset + k]);
            _rows.Add(slots);
        }
    }

    protected override Column TakeColumn(Validity validity)
    {
        var column = _sparse ? Sparse(validity) : Dense(validity);
        _rows.Clear();
        (_size, _sparse) = (-1, false);
        return column;
    }

    void Check(int size, bool sparse)
    {
        if (_size < 0) (_size, _sparse) = (size, sparse);
        if (size != _size) throw new DuckDbException($"Column '{name}' has a vector of {size} slots after one of {_size}: a vector column has vectors of one size.", "");
    }

    int SlotOf(int index) => (uint)index < (uint)_size ? index : throw Broken($"slot {index} of {_size}");

    DuckDbException Broken(string what) => new($"Column '{name}' holds a broken sparse vector: {what}.", "");

    VectorColumn Sparse(Validity validity)
    {
        var offsets = new int[_rows.Count + 1];
        for (var row = 0; row < _rows.Count; row++) offsets[row + 1] = offsets[row] + (_rows[row]?.Length ?? 0);
        var slots = _rows.SelectMany(row => row ?? []).ToArray();
        return VectorColumn.Sparse(_size, offsets, Array.ConvertAll(slots, slot => slot.Slot), Array.ConvertAll(slots, slot => slot.Value), validity);
    }

    VectorColumn Dense(Validity validity)
    {
        var size = Math.Max(_size, 0);
        var values = new double[(long)_rows.Count * size];
        for (var row = 0; row < _rows.Count; row++)
            foreach (var (slot, value) in _rows[row] ?? [])
                values[row * size + slot] = value;
        return VectorColumn.Dense(size, values, validity);
    }
}
