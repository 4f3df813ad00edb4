using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>A registered table, made ready once, or a registered frame, whose batches are made ready as they come.</summary>
sealed class ScannedTable
{
    readonly Schema _schema;
    readonly ScannedBatch _first;
    readonly DataFrame? _frame;
    readonly CancellationToken _cancel;

    public ScannedTable(string name, Table table)
    {
        RequireColumns(name, table.Schema);
        _schema = table.Schema;
        _first = new(table, denseVectors: false);
    }

    public ScannedTable(string name, DataFrame frame, CancellationToken cancel)
    {
        RequireColumns(name, frame.Schema);
        _schema = frame.Schema;
        _frame = frame;
        _cancel = cancel;
        _first = new(Table.Empty(frame.Schema), denseVectors: true);
    }

    /// <summary>Gets the number of rows, where it is known.</summary>
    public int? RowCount => _frame is null ? _first.RowCount : null;

    public void AddColumns(nint bind)
    {
        for (var i = 0; i < _schema.Count; i++)
        {
            var type = _first.CreateNativeType(i);
            BindAddColumn(bind, _schema[i].Name, type);
            DestroyType(ref type);
        }
    }

    public IEnumerable<ScannedBatch> Batches() => _frame is null ? [_first] : _frame.Batches(_cancel).Select(Ready);

    static void RequireColumns(string name, Schema schema)
    {
        if (schema.Count == 0) throw new ArgumentException($"Table '{name}' has no columns: SQL needs at least one.");
    }

    ScannedBatch Ready(Table batch)
    {
        if (!batch.Schema.Fields.Select(field => (field.Name, field.Type)).SequenceEqual(_schema.Fields.Select(field => (field.Name, field.Type))))
            throw new InvalidOperationException($"A batch has columns {batch.Schema}, its frame says {_schema}.");

        return new(batch, denseVectors: true);
    }
}

/// <summary>Rows ready to be written into DuckDB's vectors: a writer a column.</summary>
sealed class ScannedBatch(Table table, bool denseVectors)
{
    readonly VectorWriter[] _writers = [.. table.Columns.Select(column => VectorWriter.For(column, denseVectors))];

    public int RowCount => table.RowCount;

    public nint CreateNativeType(int column) => _writers[column].CreateNativeType();

    public void Write(int column, int start, int count, nint vector)
    {
        // DuckDB asks for a column beyond the last where it wants nothing but the number of rows.
        if ((uint)column < (uint)_writers.Length) _writers[column].Write(start, count, vector);
    }
}
