using System.Globalization;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>
/// DuckDB in this process, in memory: SQL over files (CSV, Parquet, JSON) and registered tables, results as <see cref="Table"/>s. Nothing is ever downloaded; the
/// time zone is UTC. Safe to call from many threads: statements follow one another on one connection, streams have one each.
/// </summary>
/// <remarks>
/// DuckDB's types become ours without loss: unsigned integers the next wider one, UBIGINT decimal(20,0), HUGEINT (sums of integers) decimal(38,0), TIMESTAMPTZ
/// timestamp, TIMESTAMP of every unit timestamp_ntz (nanoseconds are cut to microseconds), ENUM, UUID, TIME and INTERVAL text, lists arrays, arrays of a fixed
/// size arrays too but of DOUBLE or FLOAT vectors, MAP and STRUCT what they are, Spark's vector struct vectors; nested in each other to 100 levels. Others are
/// refused by name: cast them in SQL.
/// </remarks>
public sealed unsafe class DuckDb : IDisposable
{
    const int StreamRows = 65_536;

    // DuckDB's allocator keeps up to 128 MB a thread that DuckDB counts as free: far more than a limit means.
    const string KeptByAllocator = "1MB";

    readonly DatabaseHandle _database;
    readonly ConnectionHandle _connection;
    readonly TableScan _tables;
    readonly bool _ownsDatabase;
    readonly long _batchBytes;
    readonly Lock _one = new();

    DuckDb(DatabaseHandle database, TableScan tables, long batchBytes, bool ownsDatabase)
    {
        _database = database;
        _connection = ConnectionHandle.To(database);
        _tables = tables;
        _batchBytes = batchBytes;
        _ownsDatabase = ownsDatabase;
    }

    /// <summary>Opens an empty database in memory.</summary>
    /// <param name="options">Threads, memory, access to files. Default: all of them.</param>
    /// <exception cref="DuckDbException">The native library is missing, or an option is refused.</exception>
    public static DuckDb Open(DuckDbOptions? options = null)
    {
        options ??= new();
        var db = new DuckDb(OpenDatabase(options), new(), options.BatchBytes, true);
        try
        {
            db.Execute("SET GLOBAL TimeZone = 'UTC'");
            db._tables.AddTo(db._connection);
            RowFilters.AddTo(db._connection);
            TextFunctions.AddTo(db._connection);
            if (!options.ExternalAccess) db.CloseExternalAccess(options);
            // Each connection sets its own, and nothing else can be set any more.
            db.Execute("SET allowed_configs = ['streaming_buffer_size']");
            db.Execute("SET lock_configuration = true");
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements and gives the rows of the last one.</summary>
    /// <param name="sql">One statement, or several apart by semicolons (then without parameters).</param>
    /// <param name="parameters">Values of <c>?</c> or <c>$1 …</c>, by their type.</param>
    /// <returns>All rows. Every field is nullable.</returns>
    /// <exception cref="DuckDbException">DuckDB refused or failed, or a column has a type that no column of ours holds.</exception>
    public Table Query(string sql, params object?[] parameters) => Query(sql, parameters, CancellationToken.None);

    /// <summary>Runs statements and gives the rows of the last one.</summary>
    /// <param name="sql">One statement, or several apart by semicolons (then without parameters).</param>
    /// <param name="parameters">Values of <c>?</c> or <c>$1 …</c>, by their type.</param>
    /// <param name="cancel">Interrupts the statement.</param>
    /// <returns>All rows. Every field is nullable.</returns>
    /// <exception cref="DuckDbException">DuckDB refused or failed, or a column has a type that no column of ours holds.</exception>
    /// <exception cref="OperationCanceledException">The statement was interrupted.</exception>
    public Table Query(string sql, object?[] parameters, CancellationToken cancel)
    {
        lock (_one)
        {
            using var results = new ResultStream(_connection, sql, parameters, cancel);
            return results.Next(int.MaxValue) ?? results.Empty();
        }
    }

    /// <summary>
    /// Runs one statement and gives its rows batch by batch, in bounded memory. Registered tables are seen, temporary ones of
    /// <see cref="Execute(string, object?[])"/> are not.
    /// </summary>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Values of <c>?</c> or <c>$1 …</c>. Default none.</param>
    /// <param name="cancel">Interrupts the statement.</param>
    /// <returns>Batches of at least 65,536 rows but the last, of fewer where rows are wide and memory is limited; none where there are no rows. The statement runs as they are asked for, once for each enumeration.</returns>
    /// <exception cref="DuckDbException">DuckDB refused or failed, or a column has a type that no column of ours holds.</exception>
    /// <exception cref="OperationCanceledException">The statement was interrupted.</exception>
    public IEnumerable<Table> Stream(string sql, object?[]? parameters = null, CancellationToken cancel = default)
    {
        using var connection = ConnectionHandle.To(_database);
        using var results = new ResultStream(connection, sql, parameters ?? [], cancel);
        var rows = (int)Math.Clamp(_batchBytes / Math.Max(1, RowWidth.Of(results.Schema)), VectorSize, StreamRows);
        while (results.Next(rows) is { } batch) yield return batch;
    }

    /// <summary>The columns that a statement answers with, without its rows.</summary>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Values of <c>?</c> or <c>$1 …</c>.</param>
    /// <exception cref="DuckDbException">DuckDB refused, or a column has a type that no column of ours holds.</exception>
    public Schema SchemaOf(string sql, params object?[] parameters) => Query($"SELECT * FROM ({sql.TrimEnd().TrimEnd(';')}\n) LIMIT 0", parameters).Schema;

    /// <summary>Runs statements for their effect.</summary>
    /// <param name="sql">One statement, or several apart by semicolons (then without parameters).</param>
    /// <param name="parameters">Values of <c>?</c> or <c>$1 …</c>, by their type.</param>
    /// <returns>The number of rows that the last one changed or copied; 0 where it changes none.</returns>
    /// <exception cref="DuckDbException">DuckDB refused or failed.</exception>
    public long Execute(string sql, params object?[] parameters) => Execute(sql, parameters, CancellationToken.None);

    /// <summary>Runs statements for their effect.</summary>
    /// <param name="sql">One statement, or several apart by semicolons (then without parameters).</param>
    /// <param name="parameters">Values of <c>?</c> or <c>$1 …</c>, by their type.</param>
    /// <param name="cancel">Interrupts the statement.</param>
    /// <returns>The number of rows that the last one changed or copied; 0 where it changes none.</returns>
    /// <exception cref="DuckDbException">DuckDB refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The statement was interrupted.</exception>
    public long Execute(string sql, object?[] parameters, CancellationToken cancel)
    {
        lock (_one)
        {
            using var results = new ResultStream(_connection, sql, parameters, cancel, streaming: false);
            return results.RowsChanged;
        }
    }

    /// <summary>Makes a table visible to SQL under a name, in place of one registered before. Its columns are read where they are; nothing is copied but texts.</summary>
    /// <param name="name">The name; quoted in SQL where it is no plain word.</param>
    /// <param name="table">The table. Vector columns are seen as DOUBLE[] (dense) or as Spark's vector struct (sparse).</param>
    /// <exception cref="ArgumentException">The table has no columns.</exception>
    public void Register(string name, Table table) => Register(name, new ScannedTable(name, table));

    /// <summary>
    /// Makes a frame visible to SQL under a name, in place of one registered before. Each statement that reads it makes one pass over its batches, in bounded
    /// memory.
    /// </summary>
    /// <param name="name">The name; quoted in SQL where it is no plain word.</param>
    /// <param name="data">
    /// The frame. Vector columns are seen as DOUBLE[], but as <see cref="Register(string, Table)"/> shows them where the frame is a table. What its batches throw
    /// becomes the message of the statement's <see cref="DuckDbException"/>.
    /// </param>
    /// <param name="cancel">Ends a pass over the batches.</param>
    /// <exception cref="ArgumentException">The frame has no columns.</exception>
    public void Register(string name, DataFrame data, CancellationToken cancel = default) =>
        Register(name, data.AsTable() is { } table ? new ScannedTable(name, table) : new ScannedTable(name, data, cancel));

    /// <summary>Takes a registered table out of SQL's sight; no error where there is none of that name.</summary>
    /// <param name="name">The name.</param>
    public void Unregister(string name)
    {
        lock (_one)
        {
            Execute($"DROP VIEW IF EXISTS {Quote(name)}");
            _tables.Remove(name);
        }
    }

    /// <summary>A name as SQL writes it, in double quotes.</summary>
    /// <param name="name">The name of a column or table.</param>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as SQL writes it, in single quotes. For the places of a statement that take no parameter.</summary>
    /// <param name="text">The text.</param>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Closes the database, once streams still open have ended.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        if (_ownsDatabase) _database.Dispose();
    }

    /// <summary>
    /// Another connection to the same database and its registered tables: statements on the two run side by side. Costs microseconds, where opening costs
    /// milliseconds.
    /// </summary>
    internal DuckDb Connect() => new(_database, _tables, _batchBytes, false);

    /// <summary>Keeps a table under a number, by which <see cref="TableScan.FunctionName"/> scans it, until it is forgotten.</summary>
    internal long Keep(ScannedTable table) => _tables.Add(table);

    /// <summary>Forgets a kept table. Statements that are reading it keep it until they end.</summary>
    internal void Forget(long id) => _tables.Remove(id);

    void Register(string name, ScannedTable table)
    {
        lock (_one)
        {
            var id = _tables.Add(table);
            Execute(string.Create(CultureInfo.InvariantCulture, $"CREATE OR REPLACE VIEW {Quote(name)} AS SELECT * FROM {TableScan.FunctionName}({id})"));
            _tables.KeepOnly(name, id);
        }
    }

    static DatabaseHandle OpenDatabase(DuckDbOptions options)
    {
        if (options.Threads is { } threads) ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(options));

        nint config = 0;
        try
        {
            _ = CreateConfig(out config);
            foreach (var (name, value) in Settings(options))
                if (SetConfig(config, name, value) != 0) throw new DuckDbException($"DuckDB has no setting '{name}'.", "");
            if (NativeDuckDb.Open(0, out var database, config, out var error) != 0) throw DuckDbException.Of(TakeText(error), "");

            return new(database);
        }
        catch (DllNotFoundException missing)
        {
            throw new DuckDbException($"DuckDB's library libduckdb.so was not found beside the program in {AppContext.BaseDirectory}. Build again, or copy it there.", "", missing);
        }
        finally
        {
            if (config != 0) DestroyConfig(ref config);
        }
    }

    static IEnumerable<(string Name, string Value)> Settings(DuckDbOptions options)
    {
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("allow_community_extensions", "false");
        yield return ("threads", (options.Threads ?? Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture));
        yield return ("temp_directory", options.TempFolder ?? Path.Combine(Path.GetTempPath(), "panta-duckdb-" + Path.GetRandomFileName()));
        if (options.MemoryLimit is not { } limit) yield break;

        yield return ("memory_limit", limit);
        yield return ("allocator_flush_threshold", KeptByAllocator);
        yield return ("allocator_bulk_deallocation_flush_threshold", KeptByAllocator);
    }

    void CloseExternalAccess(DuckDbOptions options)
    {
        var folders = options.AllowedFolders.Select(folder => Literal(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + "/"));
        if (!options.AllowedFolders.IsEmpty) Execute($"SET allowed_directories = [{string.Join(", ", folders)}]");
        Execute("SET enable_external_access = false");
    }
}
