using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using ListEntry = Panta.Data.Reading.NativeDuckDb.ListEntry;

namespace Panta.Data.Reading;

/// <summary>Lists of any length: offsets, and the elements by a reader of their own. DuckDB may have the elements in any order, or share them among rows.</summary>
unsafe class ListReader(DataType type, VectorReader elements) : VectorReader(type)
{
    readonly SegmentedBuffer<int> _offsets = new();
    int _total;

    protected override void ReadValues(nint vector, int start, int count, ulong* mask) =>
        ReadLists((ListEntry*)NativeDuckDb.VectorData(vector) + start, NativeDuckDb.ListChild(vector), count, mask);

    protected void ReadLists(ListEntry* entries, nint child, int count, ulong* mask)
    {
        if (_offsets.Count == 0) _offsets.Add(1)[0] = 0;
        var offsets = _offsets.Add(count);
        var (from, to) = (0UL, 0UL);
        for (var row = 0; row < count; row++)
        {
            if (IsValid(mask, row) && entries[row].Length > 0)
            {
                // Lists that follow one another are read at once.
                if (entries[row].Offset != to)
                {
                    ReadElements(child, from, to);
                    from = entries[row].Offset;
                }

                to = entries[row].Offset + entries[row].Length;
                _total = checked(_total + (int)entries[row].Length);
            }

            offsets[row] = _total;
        }

        ReadElements(child, from, to);
    }

    protected override Column TakeColumn(Validity validity) => new ArrayColumn(TakeOffsets(), elements.Take(), validity);

    protected ReadOnlyMemory<int> TakeOffsets()
    {
        if (_offsets.Count == 0) _offsets.Add(1)[0] = 0;
        _total = 0;
        return _offsets.Take();
    }

    void ReadElements(nint child, ulong from, ulong to)
    {
        for (; from < to; from += NativeDuckDb.VectorSize)
            elements.Read(child, checked((int)from), (int)Math.Min(to - from, NativeDuckDb.VectorSize), null);
    }
}

/// <summary>Arrays of a fixed number of elements that are no numbers of a vector.</summary>
sealed unsafe class FixedListReader(DataType type, VectorReader elements, int size) : ListReader(type, elements)
{
    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        var entries = stackalloc ListEntry[NativeDuckDb.VectorSize];
        for (var row = 0; row < count; row++) entries[row] = new((ulong)(start + row) * (ulong)size, (ulong)size);
        ReadLists(entries, NativeDuckDb.ArrayChild(vector), count, mask);
    }
}

/// <summary>Maps, which DuckDB keeps as lists of structs {key, value}.</summary>
sealed class MapReader(DataType type, StructReader entries) : ListReader(type, entries)
{
    protected override Column TakeColumn(Validity validity)
    {
        var taken = (StructColumn)entries.Take();
        return new MapColumn(TakeOffsets(), taken.Columns[0], taken.Columns[1], validity);
    }
}

/// <summary>Structs: a reader for each field. A field of a null struct is null.</summary>
sealed unsafe class StructReader(Schema fields, ImmutableArray<VectorReader> readers) : VectorReader(DataType.Struct(fields))
{
    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        for (var i = 0; i < readers.Length; i++) readers[i].Read(NativeDuckDb.StructChild(vector, (ulong)i), start, count, mask);
    }

    protected override Column TakeColumn(Validity validity) => new StructColumn(fields, [.. readers.Select(reader => reader.Take())], validity);
}
