using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// A Delta table on this machine's disk or on S3: Parquet files and a log of versions that Spark, Databricks, delta-rs and DuckDB read as they are. Appending is
/// atomic and durable, and safe from many threads and processes at once; a reader sees one version.
/// </summary>
/// <remarks>
/// Tables are made for reader 1 and writer 2. Tables of others are read with mapped columns, deletion vectors, widened types and V2 checkpoints; what a table
/// needs and is not supported (variants, commits kept by a catalog …) is refused by the feature's name, for reading and for writing apart. Protocol:
/// github.com/delta-io/delta, PROTOCOL.md.
/// </remarks>
public sealed class DeltaTable
{
    readonly LiveTable _table;

    DeltaTable(ITableFiles files, TimeProvider time) => _table = new(files, time);

    /// <summary>Gets the table's folder, as a full path, or its address on S3.</summary>
    public string Path => _table.Path;

    /// <summary>Gets the newest version. Costs a look into the log.</summary>
    public long Version => Snapshot().Version;

    /// <summary>Gets the columns of the newest version; see <see cref="DeltaSnapshot.Schema"/>.</summary>
    public Schema Schema => Snapshot().Schema;

    /// <summary>Gets why the last checkpoint could not be written; null where it could. The table is whole without it, but opens more slowly.</summary>
    public Exception? CheckpointFailure => _table.CheckpointFailure;

    /// <summary>Gets the snapshot that was looked at last, without a look into the log.</summary>
    internal DeltaSnapshot Current => _table.Current;

    /// <summary>Whether a folder holds a Delta table.</summary>
    /// <param name="path">The folder, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="s3">How S3 is reached. Default: by the environment.</param>
    public static bool Exists(string path, S3Options? s3 = null) => new LogFolder(TableFiles.At(path, s3)).Exists;

    /// <summary>Makes a table without rows, as version 0.</summary>
    /// <param name="path">Its folder, made where it is missing; or <c>s3://bucket/prefix</c>.</param>
    /// <param name="schema">The columns. Characters that Delta forbids in names become <c>_</c> in the files; the names here stay as they are.</param>
    /// <param name="options">Partitions, properties, structs. Default: none.</param>
    /// <exception cref="DeltaException">There is a table already, or a column cannot be kept.</exception>
    public static DeltaTable Create(string path, Schema schema, DeltaTableOptions? options = null)
    {
        options ??= new();
        var files = TableFiles.At(path, options.S3);
        path = files.Location;
        var log = new LogFolder(files);
        if (log.Exists) throw new DeltaException(path, "there is a table already. Open it, or choose another folder.");

        var stored = SchemaEvolution.Stored(path, schema, options.Structs);
        foreach (var column in options.PartitionColumns)
            if (!stored.Contains(column)) throw new DeltaException(path, $"there is no column '{column}' to partition by. Columns: {string.Join(", ", stored.Names)}.");

        files.MakeFolder(LogFolder.Name);
        var now = options.Time.GetUtcNow();
        if (!log.TryCommit(0, NewTable.Actions(stored, options, now)))
            throw new DeltaException(path, "another process made a table there at the same time. Open it, or choose another folder.");
        return new(files, options.Time);
    }

    /// <summary>Opens a table.</summary>
    /// <param name="path">Its folder, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="time">The clock of commit times. Default the system's.</param>
    /// <param name="s3">How S3 is reached. Default: by the environment.</param>
    /// <exception cref="DeltaException">There is none, its log is damaged, or it needs a feature that is not supported.</exception>
    public static DeltaTable Open(string path, TimeProvider? time = null, S3Options? s3 = null) =>
        new(TableFiles.At(path, s3), time ?? TimeProvider.System);

    /// <summary>The table at a version.</summary>
    /// <param name="version">The version. Default: the newest; then only new log entries are read.</param>
    /// <exception cref="DeltaException">The version is not there, or not any more.</exception>
    public DeltaSnapshot Snapshot(long? version = null) => _table.Snapshot(version);

    /// <summary>
    /// The table as it was at a time: the last version committed by then; after the newest, the newest. The time of a commit is the one that it tells itself
    /// (<see cref="DeltaCommit.Timestamp"/>), else that of its file; each is later than the one before. Costs a look at each commit that the log still has.
    /// </summary>
    /// <param name="time">The time.</param>
    /// <exception cref="DeltaException">There was no version yet that can be read.</exception>
    public DeltaSnapshot SnapshotAt(DateTimeOffset time) => Snapshot(CommitTimes.Of(_table.Files).VersionAt(time));

    /// <summary>
    /// The rows that versions inserted, updated and deleted: the table's columns (those of the last version) and <c>_change_type</c> (<c>insert</c>,
    /// <c>update_preimage</c>, <c>update_postimage</c>, <c>delete</c>), <c>_commit_version</c>, <c>_commit_timestamp</c>. Exact where the table keeps its changes
    /// (property <c>delta.enableChangeDataFeed</c>), and for versions that only added or only deleted.
    /// </summary>
    /// <param name="fromVersion">The first version.</param>
    /// <param name="toVersion">The last version. Default: the newest.</param>
    /// <exception cref="DeltaException">A version is gone, wrote files anew without keeping its changes, or had another type in a column.</exception>
    public DataFrame Changes(long fromVersion, long? toVersion = null) => _table.Changes(fromVersion, toVersion ?? Version);

    /// <summary>The rows that the versions committed within a time inserted, updated and deleted; see <see cref="Changes(long, long?)"/>.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The last instant. Default: no bound.</param>
    /// <exception cref="DeltaException">No version is of that time, or one cannot be read.</exception>
    public DataFrame Changes(DateTimeOffset from, DateTimeOffset? to = null)
    {
        var times = CommitTimes.Of(_table.Files);
        var first = times.VersionFrom(from);
        var last = to is { } end ? times.VersionAt(end) : Version;
        return first <= last ? _table.Changes(first.Value, last) : throw new DeltaException(Path, "no version was committed in that time. Ask for an earlier one.");
    }

    /// <summary>Reads the newest version, or the given one; see <see cref="DeltaSnapshot.Read"/>.</summary>
    /// <param name="what">Columns and range. Default: everything.</param>
    /// <param name="version">The version. Default: the newest.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Table Read(DeltaRead? what = null, long? version = null, CancellationToken cancel = default) => Snapshot(version).Read(what, cancel);

    /// <summary>Appends rows as one version; they are on disk when the call returns. Columns are found by name; those that are missing become null.</summary>
    /// <param name="rows">
    /// The rows: a table, or a frame, which is read in bounded memory (once, and again where another writer changes the table's columns meanwhile).
    /// </param>
    /// <param name="transaction">
    /// A mark to leave with them. Where the table has it already at this version or beyond, nothing is appended. Default: none.
    /// </param>
    /// <param name="addColumns">
    /// Whether columns and fields of structs that the table lacks are added to it, as nullable. Default false: they are an error.
    /// </param>
    /// <param name="cancel">Ends the writing; nothing is appended then.</param>
    /// <returns>The version that holds the rows, or the newest where nothing was appended.</returns>
    /// <exception cref="DeltaException">A column is unknown, has another type, or breaks one of the table's rules; or the table cannot be written.</exception>
    public long Append(DataFrame rows, DeltaTransaction? transaction = null, bool addColumns = false, CancellationToken cancel = default) =>
        AppendRows.Run(_table, rows, transaction, addColumns, cancel);

    /// <summary>
    /// Puts rows in place of others: of all, of those that meet a condition, or of those in the same partitions. One version; a reader sees the old rows or
    /// the new.
    /// </summary>
    /// <param name="rows">The new rows.</param>
    /// <param name="how">Which rows they replace, and with which columns. Default: all rows, the table's columns.</param>
    /// <param name="cancel">Ends the writing; nothing is changed then.</param>
    /// <exception cref="DeltaException">A row does not fit or breaks a rule, or the table cannot be written.</exception>
    /// <exception cref="DeltaConflictException">Another writer changed the same rows meanwhile.</exception>
    public DeltaChange Overwrite(DataFrame rows, DeltaOverwrite? how = null, CancellationToken cancel = default) => OverwriteRows.Run(_table, rows, how ?? new(), cancel);

    /// <summary>
    /// Takes out the rows that meet a condition. Files without such rows are not touched, and not opened where partition values and statistics say so.
    /// </summary>
    /// <param name="where">The condition; a row for which it is null stays.</param>
    /// <param name="cancel">Ends the writing; nothing is changed then.</param>
    /// <exception cref="ArgumentException">The condition makes no sense for the table's columns.</exception>
    /// <exception cref="DeltaException">The table cannot be written.</exception>
    /// <exception cref="DeltaConflictException">Another writer changed the same rows meanwhile.</exception>
    public DeltaChange Delete(Expression where, CancellationToken cancel = default) => DeleteRows.Run(_table, where, cancel);

    /// <summary>Gives columns of the rows that meet a condition other values.</summary>
    /// <param name="where">The condition; a row for which it is null stays as it is.</param>
    /// <param name="values">By column, or field of a struct, formulas over the row as it was.</param>
    /// <param name="cancel">Ends the writing; nothing is changed then.</param>
    /// <exception cref="ArgumentException">A formula makes no sense for the table's columns.</exception>
    /// <exception cref="DeltaException">A row breaks a rule, or the table cannot be written.</exception>
    /// <exception cref="DeltaConflictException">Another writer changed the same rows meanwhile.</exception>
    public DeltaChange Update(Expression where, IReadOnlyDictionary<string, Expression> values, CancellationToken cancel = default) => UpdateRows.Run(_table, where, values, cancel);

    /// <summary>Merges a source into the table: its rows update, delete or join those of the table.</summary>
    /// <param name="source">The source, read once.</param>
    /// <param name="condition">
    /// When a row of the source matches one of the table, over <c>target.x</c> and <c>source.x</c>; where only one of them has the column, its name is
    /// enough.
    /// </param>
    /// <param name="merge">What becomes of rows that match, and of those that do not.</param>
    /// <param name="cancel">Ends the writing; nothing is changed then.</param>
    /// <exception cref="ArgumentException">A formula makes no sense, or there is no clause.</exception>
    /// <exception cref="DeltaException">
    /// Several rows of the source match one that is to change, a row breaks a rule, or the table cannot be written.
    /// </exception>
    /// <exception cref="DeltaConflictException">Another writer changed the same rows meanwhile.</exception>
    public DeltaChange Merge(DataFrame source, Expression condition, DeltaMerge merge, CancellationToken cancel = default) => MergeRows.Run(_table, source, condition, merge, cancel);

    /// <summary>Arranges the files anew, without a change of rows: small ones are put together, or rows put in Z-order. Others may write meanwhile.</summary>
    /// <param name="how">Which files, and how. Default: all small ones.</param>
    /// <param name="cancel">Ends the writing; nothing is changed then.</param>
    /// <exception cref="DeltaConflictException">Another writer took out one of the files meanwhile.</exception>
    public DeltaChange Optimize(DeltaOptimize? how = null, CancellationToken cancel = default) => OptimizeFiles.Run(_table, how ?? new(), cancel);

    /// <summary>
    /// Deletes files that are no longer part of the table, nor were within the retention, and young ones never: another writer may be about to commit them.
    /// </summary>
    /// <param name="retention">How long files are kept. Default: the table's <c>delta.deletedFileRetentionDuration</c>, else 7 days.</param>
    /// <param name="dryRun">Whether files are only named. Default false.</param>
    /// <param name="allowShortRetention">Whether the retention may be shorter than the table's. Default false: that is refused.</param>
    /// <param name="cancel">Ends it before the first file is deleted.</param>
    public DeltaVacuum Vacuum(TimeSpan? retention = null, bool dryRun = false, bool allowShortRetention = false, CancellationToken cancel = default) =>
        VacuumFiles.Run(_table, retention, dryRun, allowShortRetention, cancel);

    /// <summary>Makes the table again what it was, as a new version: rows, columns and properties.</summary>
    /// <param name="version">The version to go back to.</param>
    /// <exception cref="DeltaException">The version is not there, or its files are gone.</exception>
    /// <exception cref="DeltaConflictException">Another writer changed the table meanwhile.</exception>
    public DeltaChange Restore(long version) => RestoreVersion.Run(_table, version, null);

    /// <summary>Makes the table again what it was at a time, as a new version.</summary>
    /// <param name="at">The time: the last version that was committed by then.</param>
    /// <exception cref="DeltaException">There was no version yet, or its files are gone.</exception>
    /// <exception cref="DeltaConflictException">Another writer changed the table meanwhile.</exception>
    public DeltaChange Restore(DateTimeOffset at) => RestoreVersion.Run(_table, CommitTimes.Of(_table.Files).VersionAt(at), at);

    /// <summary>Adds a CHECK constraint: a condition that each row keeps, now and from now on. A row for which it is null breaks it.</summary>
    /// <param name="name">Its name: letters, digits, <c>_</c>, <c>-</c>.</param>
    /// <param name="condition">The condition in SQL, as Spark reads it too.</param>
    /// <param name="cancel">Ends the look at the rows.</param>
    /// <returns>The version with the constraint.</returns>
    /// <exception cref="DeltaException">A row breaks it, or there is one of that name.</exception>
    public long AddConstraint(string name, string condition, CancellationToken cancel = default) => TableProperties.AddConstraint(_table, name, condition, cancel);

    /// <summary>Takes a CHECK constraint away.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The version without the constraint.</returns>
    /// <exception cref="DeltaException">There is none of that name.</exception>
    public long DropConstraint(string name) => TableProperties.DropConstraint(_table, name);

    /// <summary>Sets properties, and takes others away.</summary>
    /// <param name="set">Names and values.</param>
    /// <param name="unset">Names to take away. Default none.</param>
    /// <returns>The version with these properties.</returns>
    /// <exception cref="DeltaException">A property is not supported, or has a value that it cannot have.</exception>
    public long SetProperties(IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string>? unset = null) => TableProperties.Change(_table, set, unset ?? []);

    /// <summary>What the table is: where, how large, with which properties, constraints and features.</summary>
    /// <param name="version">The version. Default: the newest.</param>
    public DeltaDetails Details(long? version = null) => DeltaDetails.Of(Snapshot(version), LogListing.Of(_table.Files));

    /// <summary>The newest versions, newest first, as far as the log still has them.</summary>
    /// <param name="limit">At most so many. Default 100.</param>
    public IReadOnlyList<DeltaCommit> History(int limit = 100) =>
        [.. _table.Log.Versions().Reverse().Take(limit).Select(version => (version, _table.Log.TryRead(version)?.CommitInfo)).Select(entry => DeltaCommit.Of(entry.version, entry.CommitInfo))];
}
