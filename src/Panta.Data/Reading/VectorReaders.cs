using System.Numerics.Tensors;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using ListEntry = Panta.Data.Reading.NativeDuckDb.ListEntry;

namespace Panta.Data.Reading;

/// <summary>Arrays of a fixed number of DOUBLE or FLOAT: dense vectors. A null element is NaN.</summary>
sealed unsafe class DenseVectorReader(bool isFloat, int size) : VectorReader(DataType.Vector)
{
    readonly SegmentedBuffer<double> _values = new();

    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        var child = NativeDuckDb.ArrayChild(vector);
        var childMask = NativeDuckDb.VectorValidity(child);
        var numbers = NativeDuckDb.VectorData(child);
        for (var row = 0; row < count; row++)
        {
            var into = _values.Add(size);
            if (!IsValid(mask, row))
            {
                into.Fill(double.NaN);
                continue;
            }

            var offset = (long)(start + row) * size;
            if (isFloat) TensorPrimitives.ConvertTruncating(new ReadOnlySpan<float>((float*)numbers + offset, size), into);
            else new ReadOnlySpan<double>((double*)numbers + offset, size).CopyTo(into);
            for (var i = 0; childMask is not null && i < size; i++)
                if ((childMask[(offset + i) >> 6] >> (int)((offset + i) & 63) & 1) == 0) into[i] = double.NaN;
        }
    }

    protected override Column TakeColumn(Validity validity) => VectorColumn.Dense(size, _values.Take(), validity);
}

/// <summary>Spark's vector struct {type, size, indices, values}: type 1 is dense, 0 sparse. One column may mix; it is sparse here when its first vector is.</summary>
sealed unsafe class SparkVectorReader(string name) : VectorReader(DataType.Vector)
{
    readonly List<(int Slot, double Value)[]?> _rows = [];
    int _size = -1;
    bool _sparse;

    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        var types = (sbyte*)NativeDuckDb.VectorData(NativeDuckDb.StructChild(vector, 0)) + start;
        var sizes = (int*)NativeDuckDb.VectorData(NativeDuckDb.StructChild(vector, 1)) + start;
        var (indexLists, valueLists) = (NativeDuckDb.StructChild(vector, 2), NativeDuckDb.StructChild(vector, 3));
        var indexEntries = (ListEntry*)NativeDuckDb.VectorData(indexLists) + start;
        var valueEntries = (ListEntry*)NativeDuckDb.VectorData(valueLists) + start;
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
