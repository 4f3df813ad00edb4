using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Reads DuckDB's chunks into tables: a reader a column.</summary>
sealed unsafe class ChunkReader
{
    readonly ImmutableArray<VectorReader> _readers;

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
        Schema = new(fields.ToImmutable());
    }

    /// <summary>Gets the columns.</summary>
    public Schema Schema { get; }

    /// <summary>Gets the number of rows counted and not yet taken.</summary>
    public int RowCount { get; private set; }

    /// <summary>Counts the rows of a chunk that will be read.</summary>
    public void Count(nint chunk) => RowCount = checked(RowCount + (int)ChunkSize(chunk));

    /// <summary>Reads all rows of chunks, the columns side by side, and destroys the chunks.</summary>
    public void Read(List<nint> chunks)
    {
        try
        {
            if (chunks.Count < 2 || _readers.Length == 1)
                for (var column = 0; column < _readers.Length; column++) Read(column, chunks);
            else Parallel.For(0, _readers.Length, column => Read(column, chunks));
        }
        catch (AggregateException failures) when (failures.InnerExceptions is [var failure, ..])
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            Destroy(chunks);
        }
    }

    /// <summary>Gives chunks back to DuckDB.</summary>
    public static void Destroy(List<nint> chunks)
    {
        foreach (var each in chunks)
        {
            var chunk = each;
            DestroyChunk(ref chunk);
        }
    }

    /// <summary>The rows read since the last time, as a table.</summary>
    public Table Take()
    {
        var table = new Table(Schema, [.. _readers.Select(reader => reader.Take())], RowCount);
        RowCount = 0;
        return table;
    }

    void Read(int column, List<nint> chunks)
    {
        foreach (var chunk in chunks) _readers[column].Read(ChunkVector(chunk, (ulong)column), 0, (int)ChunkSize(chunk), null);
    }
}
