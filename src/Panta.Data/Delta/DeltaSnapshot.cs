using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Plans;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>A Delta table at one version. Immutable: reading it twice gives the same rows, as long as its files are there. Safe to read from many threads.</summary>
public sealed class DeltaSnapshot
{
    readonly Lazy<ImmutableArray<AddFile>> _files;
    readonly DataFileReader _reader;

    internal DeltaSnapshot(string path, long version, TableState state, DataFileReader reader)
    {
        Path = path;
        Version = version;
        State = state;
        _reader = reader;
        Fields = SchemaJson.Read(state.Metadata.SchemaString, path);
        Mapping = ColumnMapping.Of(path, state.Protocol, state.Metadata);
        TrustsTags = Mapping.IsNone && !TypeWidening.IsUsed(path, Fields);
        Leaves = Leaf.Of(path, Fields, Mapping, PartitionColumns, SchemaEvolution.Structs(this).Contains);
        try
        {
            Schema = Leaf.Flat(Leaves);
        }
        catch (ArgumentException error)
        {
            throw new DeltaException(path, $"a struct's field and another column would have one name. {error.Message}", error);
        }

        Columns = FileColumns.Of(Fields, PartitionColumns);
        _files = new(() => [.. state.Files.Values.OrderBy(file => file.Order)]);
    }

    /// <summary>Gets the table's folder.</summary>
    public string Path { get; }

    /// <summary>Gets the version.</summary>
    public long Version { get; }

    /// <summary>Gets the table's identity; it never changes.</summary>
    public string Id => State.Metadata.Id;

    /// <summary>
    /// Gets the columns as they are read, names as they were given; fields of the structs that the property <c>panta.structs</c> names as columns of their own
    /// (<c>features.temp</c>).
    /// </summary>
    public Schema Schema { get; }

    /// <summary>Gets the columns whose values are kept in the log.</summary>
    public ImmutableArray<string> PartitionColumns => State.Metadata.PartitionColumns;

    /// <summary>Gets the table's properties.</summary>
    public ImmutableSortedDictionary<string, string> Properties => State.Metadata.Configuration;

    /// <summary>Gets the number of data files.</summary>
    public int FileCount => State.Files.Count;

    /// <summary>Gets the number of rows by the files' statistics, less those that are marked as deleted; null where a file has none.</summary>
    public long? RowCount => Files.Aggregate((long?)0, (sum, file) => sum + file.RowCount - (file.DeletionVector?.Cardinality ?? 0));

    internal TableState State { get; }

    internal Schema Fields { get; }

    /// <summary>How columns are found in the files.</summary>
    internal ColumnMapping Mapping { get; }

    /// <summary>Whether what our writer says of a file's columns is enough to read it.</summary>
    internal bool TrustsTags { get; }

    internal FileColumns Columns { get; }

    internal ImmutableArray<Leaf> Leaves { get; }

    internal ImmutableArray<AddFile> Files => _files.Value;

    /// <summary>How far an application came by its own account; null where it left no mark.</summary>
    /// <param name="appId">The application's name in this table.</param>
    public long? TransactionVersion(string appId) => State.Transactions.TryGetValue(appId, out var mark) ? mark.Version : null;

    /// <summary>The rows as a frame, to filter, join and compute on: a condition on it opens only the files that may hold such rows.</summary>
    public DataFrame AsFrame() => new(new DeltaSource(this, _reader));

    /// <summary>How many files, and bytes of files, a reading with a condition opens: those that may hold such rows by partition values and statistics.</summary>
    /// <param name="condition">The condition. Default null: all files.</param>
    public FileSkipping Skipping(Expression? condition = null)
    {
        var read = FilesFor(condition is null ? [] : [condition]);
        return new(Files.Length, read.Count, Bytes(Files), Bytes(read));
    }

    /// <summary>Reads the rows, files in the order in which they were added.</summary>
    /// <param name="what">Columns and range. Default: everything.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="DeltaException">A file is missing or damaged, or needs a feature that is not supported.</exception>
    public Table Read(DeltaRead? what = null, CancellationToken cancel = default)
    {
        var batches = ReadBatches(what, cancel).ToList();
        return batches.Count == 0 ? Table.Empty(Selected(what ?? new())) : Table.Concat(batches);
    }

    /// <summary>Reads the rows batch by batch, in bounded memory.</summary>
    /// <param name="what">Columns and range. Default: everything.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="DeltaException">A file is missing or damaged, or needs a feature that is not supported.</exception>
    public IEnumerable<Table> ReadBatches(DeltaRead? what = null, CancellationToken cancel = default)
    {
        what ??= new();
        Selected(what);
        var leaves = what.Columns.IsEmpty ? Leaves : [.. what.Columns.Select(name => Leaves[Schema.IndexOf(name)])];
        if (what.Where is { } condition) return Chosen(what, condition).Batches(cancel);
        if (what.TimeColumn is not { } column) return _reader.Read(this, Files, leaves, null, cancel);

        var time = Leaves[Schema.IndexOf(column)];
        if (time.Field.Type != DataType.Timestamp) throw new ArgumentException($"Column '{column}' holds {time.Field.Type}; a range of time needs a timestamp.", nameof(what));
        return _reader.Read(this, [.. FilesWithin(time, what.From, what.Until)], leaves, new(time, what.From, what.Until), cancel);
    }

    /// <summary>The files that may hold rows which meet all conditions.</summary>
    internal IReadOnlyList<AddFile> FilesFor(IReadOnlyList<Expression> conditions)
    {
        if (conditions.Count == 0) return Files;

        var pruning = conditions.Select(condition => new FilePruning(this, condition)).ToArray();
        return [.. Files.Where(file => Array.TrueForAll(pruning, each => each.MayMatch(file)))];
    }

    /// <summary>The column of that name, or null.</summary>
    internal Leaf? FindLeaf(string name) => Schema.Contains(name) ? Leaves[Schema.IndexOf(name)] : null;

    internal IEnumerable<AddFile> FilesWithin(Leaf time, DateTimeOffset? from, DateTimeOffset? until) => Files.Where(file => file.Statistics.MayHold(time.Key, from, until));

    /// <summary>Some columns of some files, in the order given.</summary>
    internal IEnumerable<Table> ReadFiles(IReadOnlyList<AddFile> files, ImmutableArray<string> columns) =>
        _reader.Read(this, files, [.. columns.Select(name => Leaves[Schema.IndexOf(name)])], null, CancellationToken.None);

    /// <summary>The rows of one file within a range of time.</summary>
    internal Table ReadFile(AddFile file, string timeColumn, DateTimeOffset from, DateTimeOffset until)
    {
        var batches = _reader.Read(this, [file], Leaves, new(Leaves[Schema.IndexOf(timeColumn)], from, until), CancellationToken.None).ToList();
        return batches.Count == 0 ? Table.Empty(Schema) : Table.Concat(batches);
    }

    /// <summary>The SQL that reads columns of some files.</summary>
    internal DataScan Scan(IReadOnlyList<AddFile> files, ImmutableArray<Leaf> leaves, CancellationToken cancel) => _reader.Scan(this, files, leaves, null, cancel);

    /// <summary>All rows of one file.</summary>
    internal Table ReadFile(AddFile file) => _reader.Read(this, file);

    // A log may say any size.
    static long Bytes(IReadOnlyList<AddFile> files) => (long)Int128.Min(long.MaxValue, files.Aggregate(Int128.Zero, (sum, file) => sum + Math.Max(0, file.Size)));

    DataFrame Chosen(DeltaRead what, Expression condition)
    {
        var rows = AsFrame().Where(condition);
        if (what is { TimeColumn: { } time, From: { } from }) rows = rows.Where(Functions.Col(time) >= from);
        if (what is { TimeColumn: { } column, Until: { } until }) rows = rows.Where(Functions.Col(column) < until);
        return what.Columns.IsEmpty ? rows : rows.Select(what.Columns.AsSpan());
    }

    Schema Selected(DeltaRead what) => what.Columns.IsEmpty ? Schema : Schema.Select(what.Columns.AsSpan());
}
