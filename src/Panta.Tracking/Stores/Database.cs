using System.Collections.Concurrent;
using System.Data;
using System.Runtime.ExceptionServices;
using Panta.Data.Databases;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>
/// The metadata database, in SQLite or PostgreSQL: one thread writes, many threads read. All work that waits when the writer is free goes into one
/// transaction, each piece in a savepoint of its own, and is answered only when that transaction is on disk. So a thousand concurrent writers share one
/// fsync, and what was answered survives a power cut. A server that went away is connected to again by itself. Thread-safe.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(30);

    readonly IStoreEngine _engine;
    readonly IReadOnlyList<Migration> _migrations;
    readonly BlockingCollection<WriteWork> _queue = [];
    readonly ConcurrentBag<IStoreSession> _readers = [];
    readonly SemaphoreSlim _readersFree;
    readonly Thread _thread;
    IStoreSession? _writer;
    long _changes;
    bool _disposed;

    [ThreadStatic]
    static WriteWork? _current;

    Database(IStoreEngine engine, IStoreSession writer, IReadOnlyList<Migration> migrations)
    {
        _engine = engine;
        _migrations = migrations;
        _writer = writer;
        _readersFree = new(engine.ReaderLimit);
        _thread = new(WriteLoop) { Name = "panta.db writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The file or the server's address, without user and password, for messages.</summary>
    public string Place => _engine.Place;

    /// <summary>What it is kept in: SQLite or PostgreSQL.</summary>
    public string Engine => _engine.Dialect.Name;

    /// <summary>A number that grows with every group of changes that is on disk, in this process; 0 before the first.</summary>
    public long Changes => Interlocked.Read(ref _changes);

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
        return Open(folder.DatabaseFile, Migration.All, Now(time));
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
        var database = Open(new PostgresEngine(address), Migration.All, Now(time));
        folder.RememberDatabase(address.Place);
        return database;
    }

    internal static Database Open(string file, IReadOnlyList<Migration> migrations, DateTimeOffset now) => Open(new SqliteEngine(file), migrations, now);

    internal static Database Open(IStoreEngine engine, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        var writer = engine.OpenWriter();
        try
        {
            Migration.Apply(writer, engine, migrations, now);
            return new(engine, writer, migrations);
        }
        catch
        {
            writer.Dispose();
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Runs work in the next group's transaction and answers when that is on disk.</summary>
    /// <typeparam name="T">What the work answers.</typeparam>
    /// <param name="work">
    /// Synchronous, quick, and touching nothing but the connection; it must not wait for another write, and not catch what the connection throws. If it
    /// throws, its changes are undone and the others of the group stay.
    /// </param>
    /// <param name="cancel">Gives the work up if it has not begun.</param>
    /// <exception cref="StoreException">The commit failed (disk full, I/O error, server away); the message says whether anything was kept.</exception>
    public async Task<T> WriteAsync<T>(Func<IDbConnection, T> work, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        var queued = new WriteWork<T>(work, cancel);
        _queue.Add(queued, CancellationToken.None);
        var result = await queued.Task.ConfigureAwait(false);
        queued.RunAfterCommit();
        return result;
    }

    /// <summary>Runs work without an answer in the next group's transaction; completes when that is on disk.</summary>
    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<IDbConnection> work, CancellationToken cancel = default) =>
        WriteAsync(connection => { work(connection); return true; }, cancel);

    /// <summary>Called inside work: what to do once its transaction is on disk, before the writer's task completes; not done if the work fails.</summary>
    /// <param name="action">Must not throw.</param>
    /// <exception cref="InvalidOperationException">No work of <see cref="WriteAsync{T}"/> is running on this thread.</exception>
    public static void AfterCommit(Action action) =>
        (_current ?? throw new InvalidOperationException("AfterCommit may only be called inside work given to WriteAsync.")).AfterCommit.Add(action);

    /// <summary>Runs a query on one consistent snapshot of all committed changes.</summary>
    /// <typeparam name="T">What the query answers.</typeparam>
    /// <param name="query">Reads only; all its statements see the same state. The connection may not be kept.</param>
    /// <exception cref="StoreException">The database cannot be read: an I/O error, or the server is away.</exception>
    public T Read<T>(Func<IDbConnection, T> query)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
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

    /// <summary>Finishes the writes that wait, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;

        _disposed = true;
        _queue.CompleteAdding();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _writer?.Dispose();
        _engine.Dispose();
        _queue.Dispose();
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

    void WriteLoop()
    {
        var group = new List<WriteWork>(_engine.GroupLimit);
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            group.Add(first);
            while (group.Count < _engine.GroupLimit && _queue.TryTake(out var next)) group.Add(next);

            Commit(group);
            group.Clear();
        }
    }

    void Commit(List<WriteWork> group)
    {
        var committing = false;
        try
        {
            var writer = BeginWrite();
            foreach (var work in group) RunAlone(writer, work);
            committing = true;
            writer.Commit();
            Interlocked.Increment(ref _changes);
        }
#pragma warning disable CA1031 // the edge of the writer's thread: whatever happened is handed to every caller of the group
        catch (Exception error)
#pragma warning restore CA1031
        {
            var lost = _writer is { IsLost: true };
            _writer?.RollBack();
            foreach (var work in group) work.Fail(NotWritten(error, committing && lost));
            return;
        }

        foreach (var work in group) work.Complete();
    }

    IStoreSession BeginWrite()
    {
        if (_writer is not null && _writer.TryBegin()) return _writer;

        // The connection is lost. Another one needs the lock anew, and may find what somebody has put there meanwhile.
        _writer?.Dispose();
        _writer = null;
        var writer = _engine.OpenWriter();
        try
        {
            Migration.Require(writer.Connection, Place, _migrations);
            return _writer = Begun(writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    void RunAlone(IStoreSession writer, WriteWork work)
    {
        writer.BeginPiece();
        _current = work;
        work.Run(writer.Connection);
        _current = null;

        if (work.Error is null)
        {
            writer.KeepPiece();
            return;
        }

        // A full disk, an I/O error or a lost connection may have ended the whole transaction: then the group fails together.
        if (!writer.IsOpen) ExceptionDispatchInfo.Throw(work.Error);
        writer.UndoPiece();
        if (_engine.Explain(work.Error) is { } explained) work.Fail(explained);
    }

    Exception NotWritten(Exception error, bool unsure) => error switch
    {
        StoreException or DatabaseInUseException => error,
        _ when unsure => PostgresFailures.OfCommit(Place, error),
        _ => _engine.Explain(error) ?? new StoreException(Place, $"could not be written: {error.Message} Mend the cause, then repeat; nothing of this change was kept.", error),
    };
}
