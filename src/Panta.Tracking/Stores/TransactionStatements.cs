using Microsoft.Data.Sqlite;

namespace Panta.Tracking.Stores;

/// <summary>A connection with its transaction statements, prepared once.</summary>
sealed class TransactionStatements : IDisposable
{
    readonly SqliteCommand[] _all;

    public TransactionStatements(SqliteConnection connection)
    {
        Connection = connection;
        string[] texts = ["BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT piece", "RELEASE piece", "ROLLBACK TO piece"];
        _all = [.. texts.Select(Prepare)];
    }

    public SqliteConnection Connection { get; }

    /// <summary>Whether a transaction is open; SQLite ends one by itself on a full disk or an I/O error.</summary>
    public bool IsOpen => SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    public void BeginRead() => _all[0].ExecuteNonQuery();

    public void BeginWrite() => _all[1].ExecuteNonQuery();

    public void Commit() => _all[2].ExecuteNonQuery();

    public void RollBack()
    {
        if (IsOpen) _all[3].ExecuteNonQuery();
    }

    public void BeginPiece() => _all[4].ExecuteNonQuery();

    public void KeepPiece() => _all[5].ExecuteNonQuery();

    public void UndoPiece()
    {
        _all[6].ExecuteNonQuery();
        _all[5].ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _all) command.Dispose();
        Connection.Dispose();
    }

    SqliteCommand Prepare(string sql)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // the literals above
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
