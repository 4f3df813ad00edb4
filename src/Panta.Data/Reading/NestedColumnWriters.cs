using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Arrays as lists.</summary>
sealed unsafe class ArrayColumnWriter(ArrayColumn column) : VectorWriter(column)
{
    readonly VectorWriter _elements = For(column.Elements, denseVectors: true);

    public override nint CreateNativeType() => NestedTypes.List(_elements.CreateNativeType());

    protected override void WriteValues(int start, int count, nint vector)
    {
        var (from, length) = WriteEntries(column.Offsets.Span.Slice(start, count + 1), vector);
        _elements.Write(from, length, ListChild(vector));
    }

    /// <summary>Makes room for the elements of rows, and says where in the child vector those of each stand.</summary>
    /// <returns>The first of the elements, and how many there are.</returns>
    public static (int From, int Length) WriteEntries(ReadOnlySpan<int> offsets, nint vector)
    {
        var length = offsets[^1] - offsets[0];
        _ = ListReserve(vector, (ulong)length);
        _ = SetListSize(vector, (ulong)length);
        var entries = (ListEntry*)VectorData(vector);
        for (var i = 0; i < offsets.Length - 1; i++) entries[i] = new((ulong)(offsets[i] - offsets[0]), (ulong)(offsets[i + 1] - offsets[i]));
        return (offsets[0], length);
    }
}

/// <summary>Maps, which are lists of structs {key, value}.</summary>
sealed class MapColumnWriter(MapColumn column) : VectorWriter(column)
{
    readonly VectorWriter _keys = For(column.Keys, denseVectors: true);
    readonly VectorWriter _values = For(column.Values, denseVectors: true);

    public override nint CreateNativeType() => NestedTypes.Map(_keys.CreateNativeType(), _values.CreateNativeType());

    protected override void WriteValues(int start, int count, nint vector)
    {
        var (from, length) = ArrayColumnWriter.WriteEntries(column.Offsets.Span.Slice(start, count + 1), vector);
        _keys.Write(from, length, StructChild(ListChild(vector), 0));
        _values.Write(from, length, StructChild(ListChild(vector), 1));
    }
}

/// <summary>Structs, a vector a field. Those without fields have no place in SQL.</summary>
sealed class StructColumnWriter(StructColumn column) : VectorWriter(column)
{
    readonly VectorWriter[] _fields = column.Columns.IsEmpty
        ? throw new ArgumentException("A struct without fields cannot be shown to SQL.")
        : [.. column.Columns.Select(field => For(field, denseVectors: true))];

    public override nint CreateNativeType() =>
        NestedTypes.Struct([.. column.Fields.Names], [.. _fields.Select(field => field.CreateNativeType())]);

    protected override void WriteValues(int start, int count, nint vector)
    {
        for (var i = 0; i < _fields.Length; i++) _fields[i].Write(start, count, StructChild(vector, (ulong)i));
    }
}
