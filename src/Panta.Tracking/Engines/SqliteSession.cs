using System.Data;
using Microsoft.Data.Sqlite;

namespace Panta.Tracking.Engines;

/// <summary>A connection to SQLite with its transaction statements, prepared once.</summary>
sealed class SqliteSession : IStoreSession
{
    readonly SqliteConnection _connection;
    readonly SqliteCommand[] _all;

    public SqliteSession(SqliteConnection connection, string begin)
    {
        _connection = connection;
        string[] texts = [begin, "COMMIT", "ROLLBACK", "SAVEPOINT piece", "RELEASE piece", "ROLLBACK TO piece"];
        _all = [.. texts.Select(Prepare)];
    }

    public IDbConnection Connection => _connection;

    /// <summary>SQLite ends a transaction by itself on a full disk or an I/O error.</summary>
    public bool IsOpen => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    public bool TryBegin()
    {
        _all[0].ExecuteNonQuery();
        return true; // a file does not go away
    }

    public void Commit() => _all[1].ExecuteNonQuery();

    public void RollBack()
    {
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
        _connection.Dispose();
    }

    SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // the literals above
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
