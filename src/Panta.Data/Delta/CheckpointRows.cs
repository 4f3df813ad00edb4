using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Rows of a checkpoint as <see cref="CheckpointSql"/> asks for them.</summary>
sealed class CheckpointRows(Table rows)
{
    public string? Text(string name, int row) => rows.Schema.Find(name) is null ? null : ((TextColumn)rows[name])[row];

    public long? Number(string name, int row) =>
        rows.Schema.Find(name) is null || rows[name].IsNull(row) ? null : ((Column<long>)rows[name]).Span[row];
}
