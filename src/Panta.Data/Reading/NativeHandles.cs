using Microsoft.Win32.SafeHandles;

namespace Panta.Data.Reading;

/// <summary>An open database; closed when released.</summary>
sealed class DatabaseHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DatabaseHandle(nint database)
        : base(true) => SetHandle(database);

    protected override bool ReleaseHandle()
    {
        NativeDuckDb.Close(ref handle);
        return true;
    }
}

/// <summary>A connection to a database; it keeps the database open.</summary>
sealed class ConnectionHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    // DuckDB's own megabyte lets its threads wait for the reader at every turn.
    const string BufferOfResults = "SET streaming_buffer_size = '32MB'";

    readonly DatabaseHandle _database;

    ConnectionHandle(nint connection, DatabaseHandle database)
        : base(true)
    {
        var kept = false;
        database.DangerousAddRef(ref kept);
        _database = database;
        SetHandle(connection);
    }

    public static ConnectionHandle To(DatabaseHandle database)
    {
        if (NativeDuckDb.Connect(database, out var connection) != 0) throw new DuckDbException("DuckDB gave no connection to its database.", "");

        var handle = new ConnectionHandle(connection, database);
        if (NativeDuckDb.Query(connection, BufferOfResults, 0) == 0) return handle;

        handle.Dispose();
        throw new DuckDbException("DuckDB refused the size of its buffer of results.", "");
    }

    protected override bool ReleaseHandle()
    {
        NativeDuckDb.Disconnect(ref handle);
        _database.DangerousRelease();
        return true;
    }
}
