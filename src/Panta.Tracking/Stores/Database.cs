using System.Collections.Concurrent;
using System.Data;
using Panta.Data.Databases;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>
/// The metadata database, in SQLite or PostgreSQL: one thread at a time writes, many threads read. All work that waits when the writer is free goes into
/// one transaction, each piece in a savepoint of its own, and is answered only when that transaction is on disk. So a thousand concurrent writers share
/// one fsync, and what was answered survives a power cut. A server that went away is connected to again by itself. Thread-safe.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(30);

    readonly IStoreEngine _engine;
    readonly GroupCommit _writes;
    readonly ConcurrentBag<IStoreSession> _readers = [];
    readonly SemaphoreSlim _readersFree;
    bool _disposed;

    Database(IStoreEngine engine, IStoreSession writer, IReadOnlyList<Migration> migrations, TimeProvider? time)
    {
        _engine = engine;
        _writes = new(engine, writer, migrations, time ?? TimeProvider.System);
        _readersFree = new(engine.ReaderLimit);
    }

    /// <summary>The file or the server's address, without user and password, for messages.</summary>
    public string Place => _engine.Place;

    /// <summary>What it is kept in: SQLite or PostgreSQL.</summary>
    public string Engine => _engine.Dialect.Name;

    /// <summary>A number that grows with every group of changes that is on disk, in this process, and whenever another may have written; 0 before the first.</summary>
    public long Changes => _writes.Changes;

    /// <summary>As <see cref="Changes"/>, but does not grow where nothing but points of metrics was written, as happens all the time while models are trained.</summary>
    public long ChangesButPoints => _writes.ChangesButPoints;

    /// <summary>Which runs the changes on disk were made to.</summary>
    public RunChanges RunChanges => _writes.RunChanges;

    internal Dialect Dialect => _engine.Dialect;

    /// <summary>Opens the SQLite database of a data folder, making it or bringing its schema up to date.</summary>
    /// <param name="folder">The folder, whose lock keeps other processes away.</param>
    /// <param name="time">The clock for the migrations' times; the system's by default.</param>
    /// <exception cref="StoreException">
    /// The file is no database, is damaged, cannot be written, or was written by a newer program; or the folder's metadata is in PostgreSQL.
    /// </exception>
    /// <exception cref="DllNotFoundException">The operating system's SQLite is not installed.</exception>
    public static Database Open(DataFolder folder, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.RequireOwnDatabase();
        return Open(new SqliteEngine(folder.DatabaseFile), Migration.All, Now(time), time);
    }

    /// <summary>Opens a PostgreSQL database, making its tables or bringing them up to date.</summary>
    /// <param name="folder">The folder that holds everything but the metadata; it remembers the database.</param>
    /// <param name="address">The database.</param>
    /// <param name="time">The clock for the migrations' times; the system's by default.</param>
    /// <exception cref="DatabaseInUseException">Another server keeps its metadata there.</exception>
    /// <exception cref="StoreException">
    /// It cannot be reached, refuses the user, is too old, or was written by a newer program; or the folder has metadata of its own.
    /// </exception>
    public static Database Open(DataFolder folder, PostgresAddress address, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(address);
        folder.RequireNoOwnDatabase(address.Place);
        var database = Open(new PostgresEngine(address), Migration.All, Now(time), time);
        folder.RememberDatabase(address.Place);
        return database;
    }

    internal static Database Open(string file, IReadOnlyList<Migration> migrations, DateTimeOffset now) => Open(new SqliteEngine(file), migrations, now);

    internal static Database Open(IStoreEngine engine, IReadOnlyList<Migration> migrations, DateTimeOffset now, TimeProvider? time = null)
    {
        var writer = engine.OpenWriter();
        try
        {
            PointLog.Recover(writer, engine, migrations); // by the tables as they were
            Migration.Apply(writer, engine, migrations, now);
            return new(engine, writer, migrations, time);
        }
        catch
        {
            writer.Dispose();
            engine.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs work in the next group's transaction and answers when that is on disk. Where nobody else writes, that is done on the caller's own thread before
    /// this returns.
    /// </summary>
    /// <typeparam name="T">What the work answers.</typeparam>
    /// <param name="work">
    /// Synchronous, quick, and touching nothing but the connection; it must not wait for another write, and not catch what the connection throws. If it
    /// throws, its changes are undone and the others of the group stay.
    /// </param>
    /// <param name="cancel">Gives the work up if it has not begun.</param>
    /// <exception cref="StoreException">The commit failed (disk full, I/O error, server away); the message says whether anything was kept.</exception>
    public async Task<T> WriteAsync<T>(Func<IDbConnection, T> work, CancellationToken cancel = default)
    {
        var piece = new WriteWork<T>((connection, _) => work(connection), cancel);
        _writes.Add(piece);
        var result = await piece.Task.ConfigureAwait(false);
        piece.RunAfterCommit();
        return result;
    }

    /// <summary>Adds points of metrics; completes when they are on disk. Where the engine logs whole pages, they come into their tables when somebody reads.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="find">Looks up its short key, and throws where it is not in use.</param>
    /// <param name="points">The points by that key.</param>
    /// <param name="cancel">Gives up if it has not begun.</param>
    /// <exception cref="StoreException">They could not be written; nothing of them was kept.</exception>
    internal Task LogAsync(string runId, Func<IDbConnection, long> find, Func<long, IReadOnlyList<PointRow>> points, CancellationToken cancel)
    {
        var piece = new WriteWork<bool>(
            (connection, log) =>
            {
                var run = log?.Run(runId, find) ?? find(connection);
                Touch(run);
                if (log is null) PointRows.Add(connection, points(run));
                else log.Points.AddRange(points(run));
                return true;
            },
            cancel) { MayWait = true };
        _writes.Add(piece);
        return piece.Task;
    }

    /// <summary>Runs work without an answer in the next group's transaction; completes when that is on disk.</summary>
    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<IDbConnection> work, CancellationToken cancel = default) =>
        WriteAsync(connection => { work(connection); return true; }, cancel);

    /// <summary>Called inside work: what to do once its transaction is on disk, before the writer's task completes; not done if the work fails.</summary>
    /// <param name="action">Must not throw.</param>
    /// <exception cref="InvalidOperationException">No work of <see cref="WriteAsync{T}"/> is running on this thread.</exception>
    public static void AfterCommit(Action action) =>
        (WriteWork.Current ?? throw new InvalidOperationException("AfterCommit may only be called inside work given to WriteAsync.")).AddAfterCommit(action);

    /// <summary>Called where a run's key is looked up: notes that the work on this thread, if any, changes that run.</summary>
    internal static void Touch(long run) => WriteWork.Current?.Touch(run);

    /// <summary>Called inside work: notes that it removes a run for good, whose key may be given again.</summary>
    internal static void TouchRemoved(long run) => WriteWork.Current?.TouchRemoved(run);

    /// <summary>Called inside work: notes that it may change any run.</summary>
    internal static void TouchAnyRun() => WriteWork.Current?.TouchAnyRun();

    /// <summary>Runs a query on one consistent snapshot of all committed changes.</summary>
    /// <typeparam name="T">What the query answers.</typeparam>
    /// <param name="query">Reads only; all its statements see the same state. The connection may not be kept.</param>
    /// <exception cref="StoreException">The database cannot be read: an I/O error, or the server is away.</exception>
    public T Read<T>(Func<IDbConnection, T> query)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _writes.PutInOrder();
        if (!_readersFree.Wait(ReaderPatience))
            throw new StoreException(Place, $"is busy: {_engine.ReaderLimit} queries have run for {ReaderPatience.TotalSeconds} seconds. Repeat later.");

        IStoreSession? reader = null;
        try
        {
            reader = BeginRead();
            return query(reader.Connection);
        }
        catch (Exception error) when (_engine.Explain(error) is { } explained)
        {
            throw explained;
        }
        finally
        {
            GiveBack(reader);
            _readersFree.Release();
        }
    }

    /// <summary>Does now what is done when nobody has written for a second.</summary>
    internal void Settle() => _writes.Settle();

    /// <summary>Finishes the writes that wait, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;

        _disposed = true;
        while (_readers.TryTake(out var reader)) reader.Dispose();
        // Last, because only a connection that may write moves SQLite's log into the file when it is the last to close.
        await Task.Run(_writes.Dispose).ConfigureAwait(false);
        _engine.Dispose();
        _readersFree.Dispose();
    }

    static DateTimeOffset Now(TimeProvider? time) => (time ?? TimeProvider.System).GetUtcNow();

    IStoreSession BeginRead()
    {
        while (_readers.TryTake(out var pooled))
        {
            if (pooled.TryBegin()) return pooled;
            pooled.Dispose();
        }

        return Begun(_engine.OpenReader());
    }

    void GiveBack(IStoreSession? reader)
    {
        if (reader is null) return;

        var lost = !reader.IsOpen;
        reader.RollBack();
        if (lost) reader.Dispose();
        else _readers.Add(reader);
    }

    IStoreSession Begun(IStoreSession session)
    {
        if (session.TryBegin()) return session;

        session.Dispose();
        throw new StoreException(Place, "went away at once. Panta tries again with the next request.");
    }
}
