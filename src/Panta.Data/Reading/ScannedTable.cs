using System.Collections.Immutable;
using Panta.Data.Databases;
using Panta.Data.Frames;
using Panta.Data.Plans;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>A registered table, made ready once, or a registered frame, whose batches are made ready as they come.</summary>
sealed class ScannedTable
{
    readonly Schema _schema;
    readonly ImmutableArray<(string Name, ColumnCodes Codes)> _coded;
    readonly ScannedBatch _first;
    readonly DataFrame? _frame;
    readonly CancellationToken _cancel;

    /// <summary>A table.</summary>
    /// <param name="name">How messages name it.</param>
    /// <param name="table">The table.</param>
    /// <param name="coded">Columns beside the table's own: the codes of some. Default: none.</param>
    public ScannedTable(string name, Table table, ImmutableArray<(string Name, ColumnCodes Codes)>? coded = null)
    {
        RequireColumns(name, table.Schema);
        _schema = table.Schema;
        _coded = coded ?? [];
        _first = new(table, [.. _coded.Select(column => column.Codes.Writer)]);
    }

    public ScannedTable(string name, DataFrame frame, CancellationToken cancel)
    {
        RequireColumns(name, frame.Schema);
        _schema = frame.Schema;
        _frame = frame;
        _cancel = cancel;
        _coded = [];
        _first = new(Table.Empty(frame.Schema), denseVectors: true);
    }

    /// <summary>Gets the number of rows, where it is known.</summary>
    public int? RowCount => _frame is null ? _first.RowCount : null;

    public void AddColumns(nint bind)
    {
        var names = _schema.Names.Concat(_coded.Select(column => column.Name)).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            var type = _first.CreateNativeType(i);
            BindAddColumn(bind, names[i], type);
            DestroyType(ref type);
        }
    }

    /// <summary>Gets what a source failed with in a pass, which DuckDB tells only the text of; null where none did.</summary>
    public DatabaseException? Failure { get; set; }

    /// <summary>The rows; of columns that are not wanted, there may be nothing.</summary>
    public IEnumerable<ScannedBatch> Batches(int[] columns)
    {
        if (_frame is null) return [_first];
        if (_frame.Plan is not BatchSource { SomeColumns: { } pass }) return _frame.Batches(_cancel).Select(Ready);

        // Where only the number of rows is wanted, there is no column of ours among them.
        ImmutableArray<int> wanted = [.. columns.Where(column => (uint)column < (uint)_schema.Count).Distinct().Order()];
        if (wanted.IsEmpty) wanted = [0];
        return pass(wanted, _cancel).Select(batch => new ScannedBatch(batch, wanted, _schema.Count));
    }

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
sealed class ScannedBatch
{
    readonly VectorWriter?[] _writers;

    public ScannedBatch(Table table, bool denseVectors)
    {
        RowCount = table.RowCount;
        _writers = [.. table.Columns.Select(column => VectorWriter.For(column, denseVectors))];
    }

    /// <summary>Rows of a table, and more columns of theirs.</summary>
    public ScannedBatch(Table table, IEnumerable<VectorWriter> more)
        : this(table, denseVectors: false) => _writers = [.. _writers, .. more];

    /// <summary>Rows of some columns only.</summary>
    /// <param name="table">Those columns.</param>
    /// <param name="places">The place of each among all.</param>
    /// <param name="columns">The number of all.</param>
    public ScannedBatch(Table table, ImmutableArray<int> places, int columns)
    {
        RowCount = table.RowCount;
        _writers = new VectorWriter?[columns];
        for (var i = 0; i < places.Length; i++) _writers[places[i]] = VectorWriter.For(table.Columns[i], denseVectors: true);
    }

    public int RowCount { get; }

    public nint CreateNativeType(int column) => _writers[column]!.CreateNativeType();

    public void Write(int column, int start, int count, nint vector)
    {
        // DuckDB asks for a column beyond the last where it wants nothing but the number of rows.
        if ((uint)column < (uint)_writers.Length) _writers[column]!.Write(start, count, vector);
    }
}
