using System.Data;
using Microsoft.Data.Sqlite;

namespace Panta.Tracking.Engines;

/// <summary>A connection to SQLite with its transaction statements, prepared once.</summary>
sealed class SqliteSession : IStoreSession
{
    readonly SqliteConnection _connection;
    readonly SqliteCommand[] _all;
    readonly SqliteWatch? _watch;
    bool _durable = true;

    /// <summary>A session on a connection, which it disposes.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="begin">How a transaction begins.</param>
    /// <param name="limit">How long the statements of a transaction may compute; null for as long as they like.</param>
    public SqliteSession(SqliteConnection connection, string begin, TimeSpan? limit = null)
    {
        _connection = connection;
        _watch = limit is { } time ? new(connection.Handle!, time) : null; // open, so it has one
        string[] texts = [begin, "COMMIT", "ROLLBACK", "SAVEPOINT piece", "RELEASE piece", "ROLLBACK TO piece"];
        _all = [.. texts.Select(Prepare)];
    }

    public IDbConnection Connection => _connection;

    /// <summary>SQLite ends a transaction by itself on a full disk or an I/O error.</summary>
    public bool IsOpen => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    public bool IsLost => false; // a file does not go away

    public bool TryBegin(bool durable = true)
    {
        _watch?.Start();
        if (durable != _durable) Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _durable = durable; // done, or else it has thrown
        _all[0].ExecuteNonQuery();
        return true;
    }

    public void Commit() => _all[1].ExecuteNonQuery();

    public void RollBack()
    {
        _watch?.Start(); // giving up may not be ended
        if (IsOpen) _all[2].ExecuteNonQuery();
    }

    public void BeginPiece() => _all[3].ExecuteNonQuery();

    public void KeepPiece() => _all[4].ExecuteNonQuery();

    public void UndoPiece()
    {
        _all[5].ExecuteNonQuery();
        _all[4].ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _all) command.Dispose();
        SqliteStatements.Of(_connection).Dispose();
        _connection.Dispose();
    }

    // SQLite does this when it prepares the statement, which is therefore not kept.
    void Execute(string sql) => SqliteException.ThrowExceptionForRC(SQLitePCL.raw.sqlite3_exec(_connection.Handle, sql), _connection.Handle);

    SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // the literals above
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
