using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Dense vectors as DOUBLE[].</summary>
sealed unsafe class DenseVectorWriter(VectorColumn column) : VectorWriter(column)
{
    public override nint CreateNativeType() => NestedTypes.List(CreateType(NativeType.Double));

    protected override void WriteValues(int start, int count, nint vector)
    {
        var size = column.Size;
        _ = ListReserve(vector, (ulong)((long)count * size));
        _ = SetListSize(vector, (ulong)((long)count * size));
        var entries = (ListEntry*)VectorData(vector);
        for (var i = 0; i < count; i++) entries[i] = new((ulong)((long)i * size), (ulong)size);
        column.CopyRows(start, count, new(VectorData(ListChild(vector)), count * size));
    }
}

/// <summary>Sparse vectors as Spark's struct {type 0, size, indices, values}.</summary>
sealed unsafe class SparseVectorWriter(VectorColumn column) : VectorWriter(column)
{
    public override nint CreateNativeType() => NestedTypes.Struct(
        ["type", "size", "indices", "values"],
        [CreateType(NativeType.TinyInt), CreateType(NativeType.Integer), NestedTypes.List(CreateType(NativeType.Integer)), NestedTypes.List(CreateType(NativeType.Double))]);

    protected override void WriteValues(int start, int count, nint vector)
    {
        new Span<sbyte>(VectorData(StructChild(vector, 0)), count).Clear();
        new Span<int>(VectorData(StructChild(vector, 1)), count).Fill(column.Size);
        var total = 0;
        for (var i = 0; i < count; i++)
        {
            column.SparseRow(start + i, out var slots, out _);
            total += slots.Length;
        }

        var indices = Reserved(StructChild(vector, 2), total, out var indexEntries);
        var values = Reserved(StructChild(vector, 3), total, out var valueEntries);
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            column.SparseRow(start + i, out var slots, out var numbers);
            indexEntries[i] = valueEntries[i] = new((ulong)at, (ulong)slots.Length);
            slots.CopyTo(new((int*)indices + at, slots.Length));
            numbers.CopyTo(new((double*)values + at, numbers.Length));
            at += slots.Length;
        }
    }

    static void* Reserved(nint list, int size, out ListEntry* entries)
    {
        _ = ListReserve(list, (ulong)size);
        _ = SetListSize(list, (ulong)size);
        entries = (ListEntry*)VectorData(list);
        return VectorData(ListChild(list));
    }
}
