using System.Collections.Concurrent;
using System.Collections.Immutable;
using Panta.Data.Reading;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Reads the data files of one table, and remembers which columns each has.</summary>
sealed class DataFileReader(ITableFiles stored)
{
    // Which columns a file has never changes; the sets are few, the files many.
    readonly ConcurrentDictionary<string, FileColumns> _columnsOf = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, FileColumns> _byDigest = new(StringComparer.Ordinal);

    /// <summary>The rows of the files in their order, batch by batch.</summary>
    public IEnumerable<Table> Read(
        DeltaSnapshot snapshot, IReadOnlyList<AddFile> files, ImmutableArray<Leaf> leaves, TimeRange? range, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        foreach (var group in Groups(files))
        {
            using var scan = Scan(snapshot, group, leaves, range, cancel);
            foreach (var batch in Guarded(db.Stream(scan.Sql, null, cancel))) yield return Named(batch, leaves);
        }
    }

    /// <summary>The SQL that reads all columns of the files; null where they are more than can be fetched at one time.</summary>
    public DataScan? TryScan(DeltaSnapshot snapshot, IReadOnlyList<AddFile> files) =>
        stored.FetchLimit < long.MaxValue && files.Sum(file => file.Size) > stored.FetchLimit
            ? null
            : Scan(snapshot, files, snapshot.Leaves, null, CancellationToken.None);

    /// <summary>All rows and columns of one file.</summary>
    public Table Read(DeltaSnapshot snapshot, AddFile file)
    {
        using var scan = Scan(snapshot, [file], snapshot.Leaves, null, CancellationToken.None);
        using var db = SharedDuckDb.Connect();
        return Named(Guarded(() => db.Query(scan.Sql)), snapshot.Leaves);
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
            throw new DeltaException(
                stored.PathOf(error.FileName!), "the data file is missing though the log names it. Restore it from a copy.", error);
        }
    }

    Table Named(Table rows, ImmutableArray<Leaf> leaves)
    {
        var columns = leaves.Select((leaf, i) => Guarded(leaf.Field.Name, () => rows.Columns[i].As(leaf.Field.Type)));
        return new(new([.. leaves.Select(leaf => leaf.Field)]), [.. columns], rows.RowCount);
    }

    // Rows of vectors may have different sizes, which no column holds.
    Column Guarded(string name, Func<Column> column)
    {
        try
        {
            return column();
        }
        catch (ArgumentException error)
        {
            throw new DeltaException(stored.Location, $"column '{name}' cannot be read: {error.Message}", error);
        }
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

    /// <summary>The SQL that reads columns of the files.</summary>
    public DataScan Scan(DeltaSnapshot snapshot, IReadOnlyList<AddFile> files, ImmutableArray<Leaf> leaves, TimeRange? range, CancellationToken cancel)
    {
        RequireDistinct(files);
        var fetched = Fetch(files, cancel);
        try
        {
            return Guarded(() =>
            {
                var columns = ColumnsOf(snapshot, files, fetched);
                return new DataScan(
                    stored, fetched, snapshot, [.. files.Select((file, i) => new ScannedFile(file, fetched.Paths[i], columns[i]))], leaves, range);
            });
        }
        catch
        {
            fetched.Dispose();
            throw;
        }
    }

    // Under two deletion vectors a file's rows would be there twice.
    void RequireDistinct(IReadOnlyList<AddFile> files)
    {
        var paths = new HashSet<string>(files.Count, StringComparer.Ordinal);
        foreach (var file in files)
            if (!paths.Add(file.Path))
                throw new DeltaException(stored.Location, $"its log names the file '{file.Path}' with two deletion vectors at once: it is damaged.");
    }

    List<FileColumns> ColumnsOf(DeltaSnapshot snapshot, IReadOnlyList<AddFile> files, FetchedFiles fetched)
    {
        var known = files.Select(file => Known(snapshot, file)).ToList();
        var unknown = Enumerable.Range(0, files.Count).Where(i => known[i] is null).ToList();
        if (unknown.Count > 0)
        {
            var found = ParquetColumns.Of([.. unknown.Select(i => fetched.Paths[i])]);
            for (var i = 0; i < unknown.Count; i++) known[unknown[i]] = Remember(files[unknown[i]], found[i]);
        }

        return known!;
    }

    // Tags tell the names of columns, not their types: where types have changed, only the file itself will do.
    FileColumns? Known(DeltaSnapshot snapshot, AddFile file) =>
        snapshot.TrustsTags && file.ColumnsDigest == snapshot.Columns.Digest ? snapshot.Columns
        : _columnsOf.TryGetValue(file.Path, out var columns) ? columns
        : snapshot.TrustsTags && file.ColumnsDigest is { } digest && _byDigest.TryGetValue(digest, out columns) ? columns
        : null;

    FileColumns Remember(AddFile file, FileColumns columns)
    {
        columns = _byDigest.GetOrAdd(columns.Digest, columns);
        if (file.ColumnsDigest is { } digest) _byDigest.TryAdd(digest, columns);
        return _columnsOf.GetOrAdd(file.Path, columns);
    }
}
