using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Reads DuckDB's chunks into tables: a reader a column; a struct becomes a column for each of its fields, named <c>a.b</c>.</summary>
sealed unsafe class ChunkReader
{
    readonly List<Node> _roots = [];
    readonly List<VectorReader> _readers = [];
    readonly Schema _schema;

    public ChunkReader(Result* result)
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        for (var column = 0UL; column < ColumnCount(result); column++)
        {
            var type = ColumnLogicalType(result, column);
            _roots.Add(Add(Text(ColumnName(result, column)) ?? "", type, fields));
            DestroyType(ref type);
        }

        _schema = new(fields.ToImmutable());
    }

    /// <summary>Gets the number of rows read and not yet taken.</summary>
    public int RowCount { get; private set; }

    /// <summary>Reads all rows of a chunk.</summary>
    public void Read(nint chunk)
    {
        var count = (int)ChunkSize(chunk);
        for (var column = 0; column < _roots.Count; column++) ReadNode(_roots[column], ChunkVector(chunk, (ulong)column), count, null);
        RowCount = checked(RowCount + count);
    }

    /// <summary>The rows read since the last time, as a table.</summary>
    public Table Take()
    {
        var table = new Table(_schema, [.. _readers.Select(reader => reader.Take())], RowCount);
        RowCount = 0;
        return table;
    }

    Node Add(string name, nint type, ImmutableArray<Field>.Builder fields)
    {
        if (TypeId(type) == NativeType.Struct && !ColumnReaders.IsSparkVector(type)) return new(null, AddChildren(name, type, fields));

        var reader = ColumnReaders.For(name, type);
        _readers.Add(reader);
        fields.Add(new(name, reader.Type));
        return new(reader, []);
    }

    ImmutableArray<Node> AddChildren(string name, nint type, ImmutableArray<Field>.Builder fields)
    {
        var children = ImmutableArray.CreateBuilder<Node>();
        for (var i = 0UL; i < StructChildCount(type); i++)
        {
            var childType = StructChildType(type, i);
            children.Add(Add($"{name}.{TakeText(StructChildName(type, i))}", childType, fields));
            DestroyType(ref childType);
        }

        return children.ToImmutable();
    }

    // A field of a null struct is null.
    static void ReadNode(Node node, nint vector, int count, ulong* outer)
    {
        var mask = VectorValidity(vector);
        var both = stackalloc ulong[VectorSize / 64];
        if (outer is not null && mask is not null)
        {
            for (var i = 0; i < (count + 63) / 64; i++) both[i] = mask[i] & outer[i];
            mask = both;
        }
        else if (mask is null) mask = outer;

        if (node.Reader is { } reader) reader.Read(vector, count, mask);
        for (var i = 0; i < node.Children.Length; i++) ReadNode(node.Children[i], StructChild(vector, (ulong)i), count, mask);
    }

    sealed record Node(VectorReader? Reader, ImmutableArray<Node> Children);
}
