using System.Collections.Immutable;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>Arrays of one dimension. Where their indices begin is not kept.</summary>
sealed class ArrayFieldReader(FieldReader elements) : FieldReader(DataType.Array(elements.Type))
{
    readonly SegmentedBuffer<int> _ends = new();
    int _count;

    protected override void AddValue(ReadOnlySpan<byte> bytes)
    {
        var array = new WireReader(bytes);
        var dimensions = array.Int32();
        if (dimensions > 1) throw new FieldException($"an array of {dimensions} dimensions, where a column has lists. Unnest it, or read its text: …::text");

        _ = array.Int32(); // whether there are nulls
        _ = array.Int32(); // the number of the element's type
        if (dimensions == 1) AddElements(ref array);
        AddNothing();
    }

    protected override void AddNothing() => _ends.Add(1)[0] = _count;

    protected override Column TakeColumn(Validity validity)
    {
        _count = 0;
        return new ArrayColumn((int[])[0, .. _ends.Take().Span], elements.Take(), validity);
    }

    void AddElements(ref WireReader array)
    {
        var count = array.Int32();
        _ = array.Int32(); // the first index
        for (var i = 0; i < count; i++)
        {
            if (array.Value(out var element)) elements.Add(element);
            else elements.AddNull();
        }

        _count += count;
    }
}

/// <summary>Composite values as structs.</summary>
sealed class StructFieldReader(ImmutableArray<string> names, ImmutableArray<FieldReader> fields)
    : FieldReader(DataType.Struct(new([.. fields.Select((field, i) => new Field(names[i], field.Type))])))
{
    protected override void AddValue(ReadOnlySpan<byte> bytes)
    {
        var record = new WireReader(bytes);
        var count = record.Int32();
        if (count != fields.Length) throw new FieldException($"a value of {count} fields where its type has {fields.Length}");

        foreach (var field in fields)
        {
            _ = record.Int32(); // the number of the field's type
            if (record.Value(out var value)) field.Add(value);
            else field.AddNull();
        }
    }

    protected override void AddNothing()
    {
        foreach (var field in fields) field.AddNull();
    }

    protected override Column TakeColumn(Validity validity) => new StructColumn(Type.Fields!, [.. fields.Select(field => field.Take())], validity);
}
