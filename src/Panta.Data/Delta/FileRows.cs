using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>The rows of data files as a query whose columns are those of the log, structs whole. Disposed when no statement uses it any more.</summary>
sealed class FileRows : IDisposable
{
    /// <summary>The column that numbers the rows of one file, from 1, each time alike.</summary>
    public const string Number = "panta row number";

    readonly DataScan _scan;

    /// <summary>The rows of files.</summary>
    /// <param name="table">The table.</param>
    /// <param name="files">The files; at least one.</param>
    /// <param name="cancel">Ends the fetching of the files.</param>
    /// <param name="fields">The columns; those that the table lacks are null. Default: the table's.</param>
    public FileRows(DeltaSnapshot table, IReadOnlyList<AddFile> files, CancellationToken cancel, Schema? fields = null)
    {
        fields ??= table.Fields;
        _scan = table.Scan(
            files, [.. fields.Fields.Select(field => new Leaf(field, [field], [table.Mapping.NameOf(table.Path, field)]) { IsPartition = table.PartitionColumns.Contains(field.Name) })], cancel);
        Sql = $"SELECT {string.Join(", ", fields.Fields.Select((field, i) => $"c{i} AS {DuckDb.Quote(field.Name)}"))} FROM ({_scan.Sql}) AS files";
    }

    public string Sql { get; }

    /// <summary>The same with the rows numbered; for one file.</summary>
    public string Numbered => $"SELECT *, row_number() OVER () AS {DuckDb.Quote(Number)} FROM ({Sql}) AS numbered";

    public void Dispose() => _scan.Dispose();
}
