using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Reads the data files of one table. Files of the same columns are read by one statement; a column that a file lacks is null there.</summary>
sealed class DataFileReader(string table)
{
    // Which columns a file has never changes; the sets are few, the files many.
    readonly ConcurrentDictionary<string, FrozenSet<string>> _columnsOf = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, FrozenSet<string>> _sets = new(StringComparer.Ordinal);

    /// <summary>The rows of the files in their order, batch by batch.</summary>
    public IEnumerable<Table> Read(
        IReadOnlyList<AddFile> files, ImmutableArray<Leaf> leaves, ImmutableArray<string> partitionColumns, (Leaf Column, DateTimeOffset? From, DateTimeOffset? Until)? range, CancellationToken cancel)
    {
        if (files.Count == 0) yield break;

        var sql = Sql(files, leaves, partitionColumns, range);
        foreach (var batch in Guarded(DeltaEngine.Db.Stream(sql, null, cancel))) yield return Named(batch, leaves);
    }

    /// <summary>All rows of one file.</summary>
    public Table Read(AddFile file, ImmutableArray<Leaf> leaves, ImmutableArray<string> partitionColumns)
    {
        var sql = Sql([file], leaves, partitionColumns, null);
        return Named(Guarded(() => DeltaEngine.Db.Query(sql)), leaves);
    }

    static Table Named(Table rows, ImmutableArray<Leaf> leaves)
    {
        var fields = leaves.Select((leaf, i) => leaf.Field.Type == rows.Columns[i].Type ? leaf.Field : leaf.Field with { Type = rows.Columns[i].Type });
        return new(new([.. fields]), rows.Columns, rows.RowCount);
    }

    IEnumerable<Table> Guarded(IEnumerable<Table> batches)
    {
        using var each = batches.GetEnumerator();
        while (Guarded(each.MoveNext)) yield return each.Current;
    }

    T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDbException error)
        {
            throw new DeltaException(table, $"its data files cannot be read: {error.Message}", error);
        }
    }

    string Sql(
        IReadOnlyList<AddFile> files, ImmutableArray<Leaf> leaves, ImmutableArray<string> partitionColumns, (Leaf Column, DateTimeOffset? From, DateTimeOffset? Until)? range)
    {
        LearnColumns(files);
        var sql = new StringBuilder();
        for (var start = 0; start < files.Count;)
        {
            var end = start + 1;
            while (end < files.Count && Alike(files[start], files[end])) end++;
            if (sql.Length > 0) sql.Append("\nUNION ALL\n");
            Select(sql, [.. files.Skip(start).Take(end - start)], leaves, partitionColumns, range);
            start = end;
        }

        return sql.ToString();
    }

    bool Alike(AddFile a, AddFile b) => ReferenceEquals(_columnsOf[a.Path], _columnsOf[b.Path]) && a.PartitionValues.SequenceEqual(b.PartitionValues);

    void Select(
        StringBuilder sql, IReadOnlyList<AddFile> files, ImmutableArray<Leaf> leaves, ImmutableArray<string> partitionColumns, (Leaf Column, DateTimeOffset? From, DateTimeOffset? Until)? range)
    {
        string Value(Leaf leaf) => ValueOf(leaf, files[0], partitionColumns);

        // By position: DuckDB takes names that differ in case only for the same.
        sql.Append("SELECT ").AppendJoin(", ", leaves.Select((leaf, i) => $"{Value(leaf)} AS c{i}"));
        sql.Append(" FROM read_parquet([").AppendJoin(", ", files.Select(file => DeltaEngine.PathLiteral(FullPath(file)))).Append("], hive_partitioning = false)");
        if (range is not { } bounds) return;

        if (bounds.From is { } from) sql.Append(CultureInfo.InvariantCulture, $" WHERE {Value(bounds.Column)} >= {Instant(from)}");
        if (bounds.Until is { } until) sql.Append(CultureInfo.InvariantCulture, $" {(bounds.From is null ? "WHERE" : "AND")} {Value(bounds.Column)} < {Instant(until)}");
    }

    static string Instant(DateTimeOffset instant) => $"TIMESTAMPTZ '{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";

    string ValueOf(Leaf leaf, AddFile file, ImmutableArray<string> partitionColumns)
    {
        if (leaf.Path.Length == 1 && partitionColumns.Contains(leaf.Path[0])) return SqlTypes.Partition(table, leaf.Field, file.PartitionValues.GetValueOrDefault(leaf.Path[0]));

        var type = SqlTypes.Of(leaf.Field.Type);
        if (!_columnsOf[file.Path].Contains(string.Join('\0', leaf.Path))) return $"CAST(NULL AS {type ?? "VARCHAR"})";
        return type is null ? leaf.Sql() : $"CAST({leaf.Sql()} AS {type})";
    }

    void LearnColumns(IReadOnlyList<AddFile> files)
    {
        foreach (var file in files)
        {
            if (!File.Exists(FullPath(file))) throw new DeltaException(FullPath(file), "the data file is missing though the log names it. Restore it from a copy.");

            _columnsOf.GetOrAdd(file.Path, (_, path) => ColumnsOf(path), DeltaEngine.PathLiteral(FullPath(file)));
        }
    }

    FrozenSet<string> ColumnsOf(string file)
    {
        var rows = Guarded(() => DeltaEngine.Db.Query($"SELECT name, CAST(coalesce(num_children, 0) AS INTEGER) AS children FROM parquet_schema({file})"));
        var (names, children) = ((TextColumn)rows["name"], (Column<int>)rows["children"]);
        var columns = new List<string>();
        for (int i = 0, at = 1; i < children.Span[0]; i++) at = Collect(names, children.Span, at, "", columns);
        return _sets.GetOrAdd(string.Join('\n', columns), _ => columns.ToFrozenSet(StringComparer.Ordinal));
    }

    // Depth first, as Parquet stores it.
    static int Collect(TextColumn names, ReadOnlySpan<int> children, int at, string prefix, List<string> columns)
    {
        if (at >= names.Length) return at;

        columns.Add(prefix + names[at]);
        var next = at + 1;
        for (var i = 0; i < children[at]; i++) next = Collect(names, children, next, $"{prefix}{names[at]}\0", columns);
        return next;
    }

    string FullPath(AddFile file) => Path.Combine(table, file.Path);
}
