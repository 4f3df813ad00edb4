using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>A registered table: a writer a column, made ready once.</summary>
sealed class ScannedTable
{
    readonly Table _table;
    readonly VectorWriter[] _writers;

    public ScannedTable(string name, Table table)
    {
        if (table.Columns.IsEmpty) throw new ArgumentException($"Table '{name}' has no columns: SQL needs at least one.", nameof(table));

        _table = table;
        _writers = [.. table.Columns.Select(VectorWriter.For)];
    }

    public int RowCount => _table.RowCount;

    public void AddColumns(nint bind)
    {
        for (var i = 0; i < _writers.Length; i++)
        {
            var type = _writers[i].CreateNativeType();
            BindAddColumn(bind, _table.Schema[i].Name, type);
            DestroyType(ref type);
        }
    }

    public void Write(int column, int start, int count, nint vector)
    {
        // DuckDB asks for a column beyond the last where it wants nothing but the number of rows.
        if ((uint)column < (uint)_writers.Length) _writers[column].Write(start, count, vector);
    }
}
