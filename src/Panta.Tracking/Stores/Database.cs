using System.Collections.Concurrent;
using System.Data;
using System.Runtime.ExceptionServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Panta.Data.Databases;
using Panta.Data.Delta;

namespace Panta.Tracking.Stores;

/// <summary>
/// The metadata database: one thread writes, any number of threads read. All work that waits when the writer is free goes into one transaction,
/// each piece in a savepoint of its own, and is answered only when that transaction has been fsynced (WAL mode, synchronous=FULL). So a thousand
/// concurrent writers share one fsync, and what was answered survives a power cut. Thread-safe.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    const int GroupLimit = 1000;
    const int DiskError = 10; // SQLITE_IOERR
    const int FullDisk = 13; // SQLITE_FULL

    readonly string _file;
    readonly BlockingCollection<WriteWork> _queue = [];
    readonly ConcurrentBag<TransactionStatements> _readers = [];
    readonly TransactionStatements _transaction;
    readonly Thread _writer;
    bool _disposed;

    [ThreadStatic]
    static WriteWork? _current;

    Database(string file, SqliteConnection connection)
    {
        _file = file;
        _transaction = new(connection);
        _writer = new(WriteLoop) { Name = "panta.db writer", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Opens the database of a data folder, making it or bringing its schema up to date.</summary>
    /// <param name="folder">The folder, whose lock keeps other processes away.</param>
    /// <param name="time">The clock for the migrations' times; the system's by default.</param>
    /// <exception cref="StoreException">The file is no database, is damaged, cannot be written, or was written by a newer program.</exception>
    /// <exception cref="DllNotFoundException">The operating system's SQLite is not installed.</exception>
    public static Database Open(DataFolder folder, TimeProvider? time = null) =>
        Open(folder.DatabaseFile, Migration.All, (time ?? TimeProvider.System).GetUtcNow());

    internal static Database Open(string file, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        SqliteLibrary.Require();
        var connection = Connect(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864");
            Migration.Apply(connection, file, migrations, now);
            Disk.SyncFolder(Path.GetDirectoryName(file) ?? ".");
            return new(file, connection);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new StoreException(file, $"cannot be opened: {error.Message} Restore it from a backup, or give another data folder.", error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs work in the next group's transaction and answers when that is on disk.</summary>
    /// <typeparam name="T">What the work answers.</typeparam>
    /// <param name="work">
    /// Synchronous, quick, and touching nothing but the connection; it must not wait for another write. If it throws, its changes are undone
    /// and the others of the group stay.
    /// </param>
    /// <param name="cancel">Gives the work up if it has not begun.</param>
    /// <exception cref="StoreException">The commit failed (disk full, I/O error); nothing of the work was kept.</exception>
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
    public T Read<T>(Func<IDbConnection, T> query)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        var reader = RentReader();
        try
        {
            reader.BeginRead();
            return query(reader.Connection);
        }
        finally
        {
            reader.RollBack();
            _readers.Add(reader);
        }
    }

    /// <summary>Finishes the writes that wait, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;

        _disposed = true;
        _queue.CompleteAdding();
        await Task.Run(_writer.Join).ConfigureAwait(false);
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _transaction.Dispose();
        _queue.Dispose();
    }

    static SqliteConnection Connect(string file, SqliteOpenMode mode) => new(new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = mode,
        ForeignKeys = true,
        Pooling = false,
    }.ToString());

    TransactionStatements RentReader()
    {
        if (_readers.TryTake(out var pooled)) return pooled;

        var connection = Connect(_file, SqliteOpenMode.ReadOnly);
        connection.Open();
        connection.Execute("PRAGMA query_only = 1; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456");
        return new(connection);
    }

    void WriteLoop()
    {
        var group = new List<WriteWork>(GroupLimit);
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            group.Add(first);
            while (group.Count < GroupLimit && _queue.TryTake(out var next)) group.Add(next);

            Commit(group);
            group.Clear();
        }
    }

    void Commit(List<WriteWork> group)
    {
        try
        {
            _transaction.BeginWrite();
            foreach (var work in group) RunAlone(work);
            _transaction.Commit();
        }
#pragma warning disable CA1031 // the edge of the writer's thread: whatever happened is handed to every caller of the group
        catch (Exception error)
#pragma warning restore CA1031
        {
            _transaction.RollBack();
            foreach (var work in group) work.Fail(NotWritten(error));
            return;
        }

        foreach (var work in group) work.Complete();
    }

    void RunAlone(WriteWork work)
    {
        _transaction.BeginPiece();
        _current = work;
        work.Run(_transaction.Connection);
        _current = null;

        if (work.Error is null)
        {
            _transaction.KeepPiece();
            return;
        }

        // A full disk or an I/O error may have ended the whole transaction: then the group fails together.
        if (!_transaction.IsOpen) ExceptionDispatchInfo.Throw(work.Error);
        _transaction.UndoPiece();
        if (work.Error is SqliteException { SqliteErrorCode: FullDisk or DiskError } error) work.Fail(NotWritten(error));
    }

    StoreException NotWritten(Exception error)
    {
        var reason = error is SqliteException { SqliteErrorCode: FullDisk } ? "the disk is full. Free some space" : $"{error.Message} Mend the cause";
        return new(_file, $"could not be written: {reason}, then repeat; nothing of this change was kept.", error);
    }
}
