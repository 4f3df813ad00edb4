using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Reads the data files of one table. Neighbours of the same columns are read together; a column that a file lacks is null there.</summary>
sealed class DataFileReader(ITableFiles stored)
{
    // Which columns a file has never changes; the sets are few, the files many.
    readonly ConcurrentDictionary<string, FileColumns> _columnsOf = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, FileColumns> _byDigest = new(StringComparer.Ordinal);

    /// <summary>The rows of the files in their order, batch by batch.</summary>
    public IEnumerable<Table> Read(DeltaSnapshot snapshot, IReadOnlyList<AddFile> files, ImmutableArray<Leaf> leaves, TimeRange? range, CancellationToken cancel)
    {
        foreach (var group in Groups(files))
        {
            using var fetched = Fetch(group, cancel);
            var sql = Sql(snapshot, group, fetched, leaves, range);
            foreach (var batch in Guarded(DeltaEngine.Db.Stream(sql, null, cancel))) yield return Named(batch, leaves);
        }
    }

    /// <summary>All rows and columns of one file.</summary>
    public Table Read(DeltaSnapshot snapshot, AddFile file)
    {
        using var fetched = Fetch([file], CancellationToken.None);
        var sql = Sql(snapshot, [file], fetched, snapshot.Leaves, null);
        return Named(Guarded(() => DeltaEngine.Db.Query(sql)), snapshot.Leaves);
    }

    // Neighbours, as many as may be fetched at one time: all of them, where nothing has to be fetched.
    IEnumerable<IReadOnlyList<AddFile>> Groups(IReadOnlyList<AddFile> files)
    {
        for (var start = 0; start < files.Count;)
        {
            var (end, bytes) = (start + 1, files[start].Size);
            while (end < files.Count && files[end].Size <= stored.FetchLimit - bytes) bytes += files[end++].Size;
            yield return start == 0 && end == files.Count ? files : [.. files.Skip(start).Take(end - start)];
            start = end;
        }
    }

    FetchedFiles Fetch(IReadOnlyList<AddFile> files, CancellationToken cancel)
    {
        try
        {
            return stored.Fetch([.. files.Select(file => file.Path)], cancel);
        }
        catch (FileNotFoundException error)
        {
            throw new DeltaException(stored.PathOf(error.FileName!), "the data file is missing though the log names it. Restore it from a copy.", error);
        }
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
            throw new DeltaException(stored.Location, $"its data files cannot be read: {error.Message}", error);
        }
    }

    string Sql(DeltaSnapshot snapshot, IReadOnlyList<AddFile> files, FetchedFiles fetched, ImmutableArray<Leaf> leaves, TimeRange? range)
    {
        var columns = files.Select((file, i) => ColumnsOf(snapshot, file, fetched.Paths[i])).ToArray();
        var sql = new StringBuilder();
        for (var start = 0; start < files.Count;)
        {
            var end = start + 1;
            while (end < files.Count && columns[end].Digest == columns[start].Digest && files[end].PartitionValues.SequenceEqual(files[start].PartitionValues)) end++;
            if (sql.Length > 0) sql.Append("\nUNION ALL\n");
            var first = files[start];
            Select(sql, fetched.Paths.Skip(start).Take(end - start), leaves, leaf => ValueOf(snapshot, leaf, first, columns[start]), range);
            start = end;
        }

        return sql.ToString();
    }

    static void Select(StringBuilder sql, IEnumerable<string> paths, ImmutableArray<Leaf> leaves, Func<Leaf, string> value, TimeRange? range)
    {
        // By position: DuckDB takes names that differ in case only for the same.
        sql.Append("SELECT ").AppendJoin(", ", leaves.Select((leaf, i) => $"{value(leaf)} AS c{i}"));
        sql.Append(" FROM read_parquet([").AppendJoin(", ", paths.Select(DeltaEngine.PathLiteral)).Append("], hive_partitioning = false)");
        if (range is null) return;

        if (range.From is { } from) sql.Append(CultureInfo.InvariantCulture, $" WHERE {value(range.Column)} >= {Instant(from)}");
        if (range.Until is { } until) sql.Append(CultureInfo.InvariantCulture, $" {(range.From is null ? "WHERE" : "AND")} {value(range.Column)} < {Instant(until)}");
    }

    static string Instant(DateTimeOffset instant) => $"TIMESTAMPTZ '{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";

    string ValueOf(DeltaSnapshot snapshot, Leaf leaf, AddFile file, FileColumns columns)
    {
        if (leaf.Path.Length == 1 && snapshot.PartitionColumns.Contains(leaf.Path[0]))
            return SqlTypes.Partition(stored.Location, leaf.Field, file.PartitionValues.GetValueOrDefault(leaf.Path[0]));

        var type = NativeText.FindType(leaf.Field.Type);
        if (!columns.Has(leaf)) return $"CAST(NULL AS {type ?? "VARCHAR"})";
        return type is null ? leaf.Sql() : $"CAST({leaf.Sql()} AS {type})";
    }

    FileColumns ColumnsOf(DeltaSnapshot snapshot, AddFile file, string path) =>
        file.ColumnsDigest == snapshot.Columns.Digest ? snapshot.Columns : _columnsOf.GetOrAdd(file.Path, _ => Look(file, path));

    FileColumns Look(AddFile file, string local)
    {
        if (file.ColumnsDigest is { } digest && _byDigest.TryGetValue(digest, out var known)) return known;

        var path = DeltaEngine.PathLiteral(local);
        var rows = Guarded(() => DeltaEngine.Db.Query($"SELECT name, CAST(coalesce(num_children, 0) AS INTEGER) AS children FROM parquet_schema({path})"));
        var (names, children) = ((TextColumn)rows["name"], (Column<int>)rows["children"]);
        var columns = new List<string>();
        for (int i = 0, at = 1; i < children.Span[0]; i++) at = Collect(names, children.Span, at, "", columns);
        var found = FileColumns.Of(columns);
        return _byDigest.GetOrAdd(found.Digest, found);
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
}
