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
    readonly DatabaseHandle _database;

    ConnectionHandle(nint connection, DatabaseHandle database)
        : base(true)
    {
        var kept = false;
        database.DangerousAddRef(ref kept);
        _database = database;
        SetHandle(connection);
    }

    public static ConnectionHandle To(DatabaseHandle database) =>
        NativeDuckDb.Connect(database, out var connection) == 0
            ? new(connection, database)
            : throw new DuckDbException("DuckDB gave no connection to its database.", "");

    protected override bool ReleaseHandle()
    {
        NativeDuckDb.Disconnect(ref handle);
        _database.DangerousRelease();
        return true;
    }
}
