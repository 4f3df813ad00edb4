using System.Text;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Rows of a checkpoint as <see cref="CheckpointSql"/> asks for them; a column that the file lacks is null. Columns are found once, for rows are many.</summary>
sealed class CheckpointRows(Table rows)
{
    readonly BinaryColumn _paths = (BinaryColumn)rows["path"];
    readonly BinaryColumn? _stats = Find<BinaryColumn>(rows, "stats");
    readonly TextColumn? _values = Find<TextColumn>(rows, "values");
    readonly TextColumn? _tags = Find<TextColumn>(rows, "tags");
    readonly TextColumn? _clustering = Find<TextColumn>(rows, "clustering");
    readonly TextColumn? _vectorStorage = Find<TextColumn>(rows, "dv_storage");
    readonly TextColumn? _vectorPlace = Find<TextColumn>(rows, "dv_place");
    readonly Column<long>? _vectorOffset = Find<Column<long>>(rows, "dv_offset");
    readonly Column<long>? _vectorSize = Find<Column<long>>(rows, "dv_size");
    readonly Column<long>? _vectorRows = Find<Column<long>>(rows, "dv_rows");
    readonly Column<long>? _size = Find<Column<long>>(rows, "size");
    readonly Column<long>? _time = Find<Column<long>>(rows, "time");
    readonly Column<long>? _deleted = Find<Column<long>>(rows, "deleted");
    readonly Column<long>? _extended = Find<Column<long>>(rows, "extended");
    readonly Column<long>? _rowId = Find<Column<long>>(rows, "row_id");
    readonly Column<long>? _rowVersion = Find<Column<long>>(rows, "row_version");

    public int Count => rows.RowCount;

    /// <summary>The combinations of partition values that rows have, as JSON; null where none has any.</summary>
    public TextColumn? AllValues => _values;

    /// <summary>The combinations of tags that rows have, as JSON; null where none has any.</summary>
    public TextColumn? AllTags => _tags;

    /// <summary>Whether a row may have a deletion vector.</summary>
    public bool HasVectors => _vectorStorage is not null;

    public string Path(int row) => Encoding.UTF8.GetString(_paths[row]);

    public ReadOnlySpan<byte> PathBytes(int row) => _paths[row];

    public ReadOnlyMemory<byte> Stats(int row) => _stats?.Memory(row) ?? default;

    public string? Values(int row) => _values?[row];

    public string? Tags(int row) => _tags?[row];

    /// <summary>Which of <see cref="AllValues"/> a row has.</summary>
    public int? ValuesCode(int row) => Code(_values, row);

    /// <summary>Which of <see cref="AllTags"/> a row has.</summary>
    public int? TagsCode(int row) => Code(_tags, row);

    public string? Clustering(int row) => _clustering?[row];

    public long? Size(int row) => Number(_size, row);

    public long? Time(int row) => Number(_time, row);

    public long? Deleted(int row) => Number(_deleted, row);

    public bool? Extended(int row) => Number(_extended, row) is { } extended ? extended != 0 : null;

    public long? RowId(int row) => Number(_rowId, row);

    public long? RowVersion(int row) => Number(_rowVersion, row);

    public DeletionVector? Vector(int row, ActionReader reader) => _vectorStorage?[row] is not { } storage ? null : reader.VectorOf(
        storage, _vectorPlace?[row] ?? "", Number(_vectorOffset, row), Number(_vectorSize, row) ?? -1, Number(_vectorRows, row) ?? -1);

    static int? Code(TextColumn? column, int row) => column is null || column.IsNull(row) ? null : column.Codes.Span[row];

    static long? Number(Column<long>? column, int row) => column is null || column.IsNull(row) ? null : column.Span[row];

    static T? Find<T>(Table rows, string name)
        where T : Column => rows.Schema.Contains(name) ? (T)rows[name] : null;
}
