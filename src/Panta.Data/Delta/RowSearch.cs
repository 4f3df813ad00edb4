using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>The files of a table with rows that meet a condition. Those that surely have none, by partition values and statistics, are not opened.</summary>
sealed class RowSearch
{
    readonly Transaction _change;
    readonly IReadOnlyList<AddFile> _files;
    readonly bool _byPartition;

    /// <summary>A search that the change is known to have made.</summary>
    public RowSearch(Transaction change, Expression where)
    {
        _change = change;
        var formulas = new TableFormulas(change.Before.Fields);
        Sql = formulas.Condition(where);
        _files = change.Before.FilesFor([where]);
        _byPartition = formulas.ColumnsOf(where).All(column => change.Before.PartitionColumns.Contains(column));
        change.Read(_files, new FilePruning(change.Before, where).MayMatch);
    }

    /// <summary>The condition in SQL, over rows called <c>t</c>.</summary>
    public string Sql { get; }

    /// <summary>How many files had to be opened to find out.</summary>
    public int Scanned { get; private set; }

    /// <summary>How many rows were found; null where a file does not say how many it has.</summary>
    public long? Matched { get; private set; } = 0;

    /// <summary>The files that have such rows.</summary>
    public IEnumerable<(AddFile File, bool IsWhole)> Files(DuckDb db, CancellationToken cancel)
    {
        foreach (var file in _files)
        {
            var (rows, matched) = _byPartition ? OfPartition(db, file, cancel) : Counted(db, file, cancel);
            if (matched == 0) continue;

            Matched += matched;
            yield return (file, matched is null || matched == rows);
        }
    }

    // What holds for the partition holds for all rows of the file; it need not be opened.
    (long? Rows, long? Matched) OfPartition(DuckDb db, AddFile file, CancellationToken cancel)
    {
        var rows = file.RowCount - (file.DeletionVector?.Cardinality ?? 0);
        return PartitionTexts.Holds(_change.Before, file, Sql, db, cancel) ? (rows, rows) : (rows, 0);
    }

    (long? Rows, long? Matched) Counted(DuckDb db, AddFile file, CancellationToken cancel)
    {
        using var rows = new FileRows(_change.Before, [file], cancel);
        Scanned++;
        var counts = Guarded(() => db.Query($"SELECT count(*) AS n, count(*) FILTER (WHERE {Sql}) AS m FROM ({rows.Sql}) AS t", [], cancel));
        return (((Column<long>)counts["n"]).Span[0], ((Column<long>)counts["m"]).Span[0]);
    }

    T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDbException error)
        {
            throw new DeltaException(_change.Before.Path, $"its rows cannot be searched: {error.Message}", error);
        }
    }
}
