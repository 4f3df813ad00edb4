using Dapper;
using Microsoft.Data.Sqlite;
using Panta.Data.Databases;
using Panta.Data.Delta;

namespace Panta.Tracking.Engines;

/// <summary>SQLite in a file: WAL mode, synchronous=FULL. That no other process writes is the lock of the data folder.</summary>
/// <param name="file">The file; made where there is none.</param>
/// <param name="queryLimit">How long a query may compute; null for <see cref="QueryLimit.Time"/>.</param>
sealed class SqliteEngine(string file, TimeSpan? queryLimit = null) : IStoreEngine
{
    const int CheckpointPages = 4000; // 16 MB: moving pages from the log into the file waits for the disk several times

    const int Interrupted = 9; // SQLITE_INTERRUPT
    const int DiskError = 10; // SQLITE_IOERR
    const int FullDisk = 13; // SQLITE_FULL
    const int ReadOnly = 8; // SQLITE_READONLY
    const int Damaged = 11; // SQLITE_CORRUPT
    const int CannotOpen = 14; // SQLITE_CANTOPEN

    public string Place => file;

    public Dialect Dialect => Dialect.Sqlite;

    public int GroupLimit => 1000;

    public string? PointLog => file + "-points";

    public int ReaderLimit => 1000; // bounded by the threads that ask

    public bool CanBeLost => false; // a file does not go away

    public IStoreSession OpenWriter()
    {
        SqliteLibrary.Require();
        var connection = Connect(SqliteOpenMode.ReadWriteCreate);
        try
        {
            connection.Open();
            connection.Execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864; "
                + $"PRAGMA wal_autocheckpoint = {CheckpointPages}");
            Disk.SyncFolder(Path.GetDirectoryName(file) ?? ".");
            return new SqliteSession(connection, "BEGIN IMMEDIATE");
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new StoreException(file, $"cannot be opened: {Reason(error)} Restore it from a backup, or give another data folder.", error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public IStoreSession OpenReader()
    {
        SqliteLibrary.Require();
        var connection = Connect(SqliteOpenMode.ReadOnly);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA query_only = 1; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456");
            return new SqliteSession(connection, "BEGIN", queryLimit == QueryLimit.None ? null : queryLimit ?? QueryLimit.Time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public Exception? Explain(Exception error) => error is not SqliteException sqlite ? null : sqlite.SqliteErrorCode switch
    {
        FullDisk => new StoreException(file, "could not be written: the disk is full. Free some space, then repeat; nothing of this change was kept.", error),
        DiskError or ReadOnly or CannotOpen => new StoreException(
            file, $"could not be used: {Reason(sqlite)} Mend the cause, then repeat; nothing of this change was kept.", error),
        Interrupted => QueryLimit.Exceeded(error),
        Damaged => new StoreException(file, "is damaged. Stop the server, look with 'panta db check', and restore it from a backup.", error),
        _ => null,
    };

    public void Dispose()
    {
    }

    // SQLite's sentence without the frame that the library puts around it.
    static string Reason(SqliteException error)
    {
        var quote = error.Message.IndexOf('\'', StringComparison.Ordinal);
        return quote < 0 ? error.Message : error.Message[(quote + 1)..].TrimEnd('\'', '.') + ".";
    }

    SqliteConnection Connect(SqliteOpenMode mode) => new(new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = mode,
        ForeignKeys = true,
        Pooling = false,
    }.ToString());
}
