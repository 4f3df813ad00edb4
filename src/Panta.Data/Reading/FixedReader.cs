using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Values that stand in DuckDB's memory as in ours: copied whole.</summary>
sealed unsafe class FixedReader<T>(DataType type) : VectorReader(type)
    where T : unmanaged
{
    readonly SegmentedBuffer<T> _values = new();

    protected override void ReadValues(nint vector, int start, int count, ulong* mask) =>
        new ReadOnlySpan<T>((T*)NativeDuckDb.VectorData(vector) + start, count).CopyTo(_values.Add(count));

    protected override Column TakeColumn(Validity validity) => new Column<T>(Type, _values.Take(), validity);
}

/// <summary>Values of another width or unit than ours: converted a chunk at a time.</summary>
sealed unsafe class ConvertingReader<TFrom, T>(DataType type, ConvertingReader<TFrom, T>.Conversion convert) : VectorReader(type)
    where TFrom : unmanaged
    where T : unmanaged
{
    readonly SegmentedBuffer<T> _values = new();

    /// <summary>Converts as many values as there are; those of null rows are anything, and must not fail.</summary>
    public delegate void Conversion(ReadOnlySpan<TFrom> from, Span<T> into);

    protected override void ReadValues(nint vector, int start, int count, ulong* mask) =>
        convert(new((TFrom*)NativeDuckDb.VectorData(vector) + start, count), _values.Add(count));

    protected override Column TakeColumn(Validity validity) => new Column<T>(Type, _values.Take(), validity);
}
