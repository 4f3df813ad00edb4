using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Panta.Data.Reading;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>
/// The SQL that reads data files of one table in their order. Neighbours of the same columns are read together; partition values come from the log, deleted
/// rows are passed over. Disposed when no statement uses it any more.
/// </summary>
sealed class DataScan : IDisposable
{
    readonly ITableFiles _stored;
    readonly FetchedFiles _fetched;
    readonly DeltaSnapshot _snapshot;
    readonly ImmutableArray<Leaf> _leaves;
    readonly TimeRange? _range;
    readonly List<long> _filters = [];

    /// <summary>A scan.</summary>
    /// <param name="stored">The table's files.</param>
    /// <param name="fetched">What keeps the files where they can be read; disposed with this.</param>
    /// <param name="snapshot">The table.</param>
    /// <param name="files">The files to read; at least one.</param>
    /// <param name="leaves">What to read of them, as columns <c>c0</c>, <c>c1</c> …</param>
    /// <param name="range">A range of time, or null.</param>
    public DataScan(
        ITableFiles stored, FetchedFiles fetched, DeltaSnapshot snapshot, ScannedFile[] files, ImmutableArray<Leaf> leaves, TimeRange? range)
    {
        (_stored, _fetched, _snapshot, _leaves, _range) = (stored, fetched, snapshot, leaves, range);
        try
        {
            var sql = new StringBuilder();
            for (var start = 0; start < files.Length;)
            {
                var (end, columns) = (start + 1, files[start].Columns);
                while (end < files.Length && files[end].Columns.Digest == columns.Digest && !columns.HidesRowNumbers) end++;
                if (sql.Length > 0) sql.Append("\nUNION ALL\n");
                Append(sql, files[start..end], columns);
                start = end;
            }

            Sql = sql.ToString();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Sql { get; }

    public void Dispose()
    {
        _filters.ForEach(RowFilters.Remove);
        _fetched.Dispose();
    }

    void Append(StringBuilder sql, ScannedFile[] files, FileColumns columns)
    {
        var values = new ColumnSql(_stored.Location, _snapshot.Mapping, columns);
        string Value(Leaf leaf) => leaf.IsPartition ? Partition(leaf, files) : values.Of(leaf);

        // By position: DuckDB takes names that differ in case only for the same.
        sql.Append("SELECT ").AppendJoin(", ", _leaves.Select((leaf, i) => $"{Value(leaf)} AS c{i}")).Append(" FROM ");
        // Most writers leave NaN out of a row group's statistics: DuckDB would pass over rows that have it.
        var paths = string.Join(", ", files.Select(file => FilePaths.Literal(file.Path)));
        var source = $"read_parquet([{paths}], hive_partitioning = false, can_have_nan = true)";
        var conditions = _range is null ? [] : Within(_range, Value(_range.Column)).ToList();
        if (Array.Exists(files, file => file.Add.DeletionVector is not null || file.Only is not null))
        {
            var (file, row) = columns.HidesRowNumbers ? ("0", "panta_row") : ("CAST(file_index AS BIGINT)", "file_row_number");
            conditions.Add(RowFilters.Sql(Filter(files), file, row));
            if (columns.HidesRowNumbers) source = $"(SELECT *, row_number() OVER () - 1 AS panta_row FROM {source})";
        }

        sql.Append(source);
        if (conditions.Count > 0) sql.Append(" WHERE ").AppendJoin(" AND ", conditions);
    }

    // One value for all files, or one for each.
    string Partition(Leaf leaf, ScannedFile[] files)
    {
        var values = Array.ConvertAll(
            files, file => SqlTypes.Partition(_stored.Location, leaf.Field, file.Add.PartitionValues.GetValueOrDefault(leaf.Path[0])));
        return Array.TrueForAll(values, value => value == values[0]) ? values[0] : $"[{string.Join(", ", values)}][CAST(file_index AS BIGINT) + 1]";
    }

    long Filter(ScannedFile[] files)
    {
        var deleted = Array.ConvertAll(files, file => file.Add.DeletionVector is { } vector ? DeletedRows.Read(_stored, vector) : null);
        var only = Array.ConvertAll(files, file => file.Only is { } vector ? DeletedRows.Read(_stored, vector) : null);
        var id = RowFilters.Add((places, rows, keep) => Keep(deleted, only, places, rows, keep));
        _filters.Add(id);
        return id;
    }

    static void Keep(RoaringBitmap?[] deleted, RoaringBitmap?[] only, ReadOnlySpan<long> files, ReadOnlySpan<long> rows, Span<bool> keep)
    {
        keep.Fill(true);
        for (var start = 0; start < files.Length;)
        {
            var (end, file) = (start + 1, files[start]);
            while (end < files.Length && files[end] == file) end++;
            deleted[file]?.Exclude(rows[start..end], keep[start..end]);
            if (only[file] is { } chosen)
                for (var i = start; i < end; i++) keep[i] &= chosen.Contains(rows[i]);
            start = end;
        }
    }

    static IEnumerable<string> Within(TimeRange range, string value)
    {
        if (range.From is { } from) yield return $"{value} >= {Instant(from)}";
        if (range.Until is { } until) yield return $"{value} < {Instant(until)}";
    }

    static string Instant(DateTimeOffset instant) =>
        $"TIMESTAMPTZ '{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";
}

/// <summary>A data file to read.</summary>
/// <param name="Add">What the log says of it.</param>
/// <param name="Path">Where it is on this machine's disk.</param>
/// <param name="Columns">The columns that it has.</param>
sealed record ScannedFile(AddFile Add, string Path, FileColumns Columns)
{
    /// <summary>Gets the vector of the only rows that are read; null for all.</summary>
    public DeletionVector? Only => Add.Only;
}
