using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// Writes rows into new data files of a table, streamed by DuckDB in bounded memory: one file, or several of the target size, for each combination of
/// partition values. Each row is held to the table's rules as it is written. Disposed before they are published, the files are gone.
/// </summary>
sealed class DataFileWriter : IDisposable
{
    static long _names;

    readonly LiveTable _table;
    readonly Schema _fields;
    readonly ImmutableArray<Field> _partitions;
    readonly RowRules _rules;
    readonly FileSizing _sizing;
    readonly StatisticsJson _statistics;
    readonly string _digest;
    readonly IStagedFiles _staged;
    readonly List<JsonObject> _adds = [];

    /// <summary>A writer for a table with these columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="before">Its version that the change begins with.</param>
    /// <param name="rules">What its rows have to keep.</param>
    /// <param name="fields">Its columns after the change. Default: those before.</param>
    public DataFileWriter(LiveTable table, DeltaSnapshot before, RowRules rules, Schema? fields = null)
    {
        _table = table;
        _rules = rules;
        _fields = fields ?? before.Fields;
        _partitions = [.. before.PartitionColumns.Select(name => _fields[name])];
        _sizing = FileSizing.Of(before.Properties, _fields);
        _statistics = StatisticsJson.For(before.Properties, [.. Stored]);
        _digest = FileColumns.Of(_fields, before.PartitionColumns).Digest;
        Db = SharedDuckDb.Connect();
        _staged = table.Files.Stage();
    }

    /// <summary>The connection that writes. Its temporary tables can be written from.</summary>
    public DuckDb Db { get; }

    /// <summary>Whether rows change, or are only arranged anew.</summary>
    public bool DataChange { get; init; } = true;

    /// <summary>The size aimed at, where it is not the table's.</summary>
    public long TargetBytes
    {
        init => _sizing = _sizing.Aiming(value);
    }

    public IEnumerable<long> Sizes => _adds.Select(add => (long)add["size"]!);

    /// <summary>The rows written so far.</summary>
    public long Rows { get; private set; }

    public long Bytes => Sizes.Sum();

    public int Files => _adds.Count;

    IEnumerable<Field> Stored => _fields.Fields.Where(column => !_partitions.Contains(column));

    /// <summary>Writes rows whose columns have our names; those that are missing become null.</summary>
    public void Write(DataFrame rows, CancellationToken cancel)
    {
        var projection = RowMapping.Projection(_fields, rows.Schema);
        using var chunks = new RowChunks(rows, cancel);
        if (!_partitions.IsEmpty)
        {
            chunks.Register(Db, long.MaxValue, source => Split($"SELECT {projection} FROM {source}", cancel));
            return;
        }

        while (chunks.HasMore) chunks.Register(Db, _sizing.Rows, source => Copy($"SELECT {projection} FROM {source}", [], cancel));
    }

    /// <summary>Writes the rows of a query whose columns have the names in the files; none where there are none.</summary>
    public void Write(string query, CancellationToken cancel) => Split(query, cancel);

    /// <summary>Writes the rows of a query into one file of the same partition as another.</summary>
    public void WriteLike(AddFile file, string query, CancellationToken cancel) =>
        Copy(query, [.. _partitions.Select(field => KeyValuePair.Create(field.Name, file.PartitionValues.GetValueOrDefault(field.Name)))], cancel);

    /// <summary>Puts the files under their names, on disk.</summary>
    /// <returns>The <c>add</c> actions.</returns>
    public IReadOnlyList<JsonObject> Publish(CancellationToken cancel)
    {
        _staged.Publish(cancel);
        return _adds;
    }

    public void Dispose()
    {
        _staged.Dispose();
        Db.Dispose();
    }

    // The rows are kept in a table of DuckDB's, which spills to disk, in the order of their partitions: each file is then a range of it.
    void Split(string query, CancellationToken cancel)
    {
        var (all, sorted) = (NewName(), NewName());
        Db.Execute($"CREATE TEMP TABLE {all} AS {query}", [], cancel);
        try
        {
            var columns = string.Join(", ", _partitions.Select(field => DuckDb.Quote(field.Name)).Append("1"));
            var groups = Db.Query($"SELECT {columns}, count(*) AS n, min(rowid) AS first FROM {all} GROUP BY ALL ORDER BY first", [], cancel);
            if (groups.RowCount > 1) Sort(all, sorted, cancel);
            var counts = (Column<long>)groups["n"];
            for (long start = 0, group = 0; group < groups.RowCount; start += counts.Span[(int)group++])
                CopyRange(groups.RowCount > 1 ? sorted : all, start, counts.Span[(int)group], PartitionTexts.Of(groups, (int)group, _partitions), cancel);
        }
        finally
        {
            Db.Execute($"DROP TABLE IF EXISTS {all}; DROP TABLE IF EXISTS {sorted}", [], CancellationToken.None);
        }
    }

    void Sort(string all, string sorted, CancellationToken cancel)
    {
        var names = _partitions.Select(field => DuckDb.Quote(field.Name)).ToList();
        var same = string.Join(" AND ", names.Select(name => $"a.{name} IS NOT DISTINCT FROM g.{name}"));
        Db.Execute(
            $"CREATE TEMP TABLE {sorted} AS SELECT a.* FROM {all} a JOIN (SELECT {string.Join(", ", names)}, min(rowid) AS first FROM {all} GROUP BY ALL) g ON {same} "
            + "ORDER BY g.first, a.rowid", [], cancel);
    }

    void CopyRange(string table, long start, long count, ImmutableArray<KeyValuePair<string, string?>> partition, CancellationToken cancel)
    {
        for (long rows; count > 0; start += rows, count -= rows)
        {
            rows = Math.Min(count, _sizing.Rows);
            Copy(string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {table} WHERE rowid >= {start} AND rowid < {start + rows}"), partition, cancel);
        }
    }

    void Copy(string query, ImmutableArray<KeyValuePair<string, string?>> partition, CancellationToken cancel)
    {
        var name = $"part-{_adds.Count:D5}-{Guid.CreateVersion7(_table.Time.GetUtcNow())}-c000.zstd.parquet";
        var path = _staged.Add(name);
        try
        {
            var columns = string.Join(", ", Stored.Select(field => DuckDb.Quote(field.Name)));
            var rows = Db.Execute($"COPY (SELECT {columns} FROM {_rules.Checked(query)}) TO {DuckDb.Literal(path)} (FORMAT parquet, COMPRESSION zstd)", [], cancel);
            var bytes = new FileInfo(path).Length;
            _sizing.Learn(rows, bytes);
            Rows += rows;
            _adds.Add(Action(name, bytes, partition, _statistics.Of(Db, path, rows)));
        }
        catch (DuckDbException error)
        {
            throw _rules.Broken(error) ?? new DeltaException(_table.Files.PathOf(name), $"the data file could not be written: {error.Message}", error);
        }
    }

    JsonObject Action(string name, long bytes, ImmutableArray<KeyValuePair<string, string?>> partition, string statistics)
    {
        var values = new JsonObject();
        foreach (var (column, text) in partition) values[column] = text;
        return new()
        {
            ["path"] = name,
            ["partitionValues"] = values,
            ["size"] = bytes,
            ["modificationTime"] = _table.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            ["dataChange"] = DataChange,
            ["stats"] = statistics,
            ["tags"] = new JsonObject { [FileColumns.Tag] = _digest },
        };
    }

    static string NewName() => $"delta_rows_{Interlocked.Increment(ref _names)}";
}
