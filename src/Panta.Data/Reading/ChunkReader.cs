using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Reads DuckDB's chunks into tables: a reader a column.</summary>
sealed unsafe class ChunkReader
{
    readonly ImmutableArray<VectorReader> _readers;
    readonly Schema _schema;

    public ChunkReader(Result* result)
    {
        var readers = ImmutableArray.CreateBuilder<VectorReader>();
        var fields = ImmutableArray.CreateBuilder<Field>();
        for (var column = 0UL; column < ColumnCount(result); column++)
        {
            var name = Text(ColumnName(result, column)) ?? "";
            var type = ColumnLogicalType(result, column);
            readers.Add(ColumnReaders.For(name, ref type));
            fields.Add(new(name, readers[^1].Type));
        }

        _readers = readers.ToImmutable();
        _schema = new(fields.ToImmutable());
    }

    /// <summary>Gets the number of rows read and not yet taken.</summary>
    public int RowCount { get; private set; }

    /// <summary>Reads all rows of a chunk.</summary>
    public void Read(nint chunk)
    {
        var count = (int)ChunkSize(chunk);
        for (var column = 0; column < _readers.Length; column++) _readers[column].Read(ChunkVector(chunk, (ulong)column), 0, count, null);
        RowCount = checked(RowCount + count);
    }

    /// <summary>The rows read since the last time, as a table.</summary>
    public Table Take()
    {
        var table = new Table(_schema, [.. _readers.Select(reader => reader.Take())], RowCount);
        RowCount = 0;
        return table;
    }
}
