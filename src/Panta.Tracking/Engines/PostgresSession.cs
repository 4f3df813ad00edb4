using System.Data;
using Npgsql;

namespace Panta.Tracking.Engines;

/// <summary>
/// A connection to PostgreSQL with its transaction. Npgsql sends BEGIN and SAVEPOINT together with the next statement, so that they cost no way to the
/// server; a savepoint is released together with the others of its group, not one by one.
/// </summary>
sealed class PostgresSession : IStoreSession
{
    const int GroupOfPieces = 32;

    // A connection that was just used is not asked first whether it still lives.
    static readonly TimeSpan Rested = TimeSpan.FromMilliseconds(100);

    readonly NpgsqlConnection _connection;
    readonly IsolationLevel _isolation;
    readonly NpgsqlCommand _look;
    readonly NpgsqlCommand _commit;
    NpgsqlTransaction? _transaction;
    long _used = TimeProvider.System.GetTimestamp();
    int _pieces;

    public PostgresSession(NpgsqlConnection connection, IsolationLevel isolation)
    {
        _connection = connection;
        _isolation = isolation;
        _look = new("SELECT 1", connection);
        // PostgreSQL answers COMMIT with a silent ROLLBACK where a statement has failed; the SELECT fails there instead.
        _commit = new("SELECT 1; COMMIT", connection);
    }

    public IDbConnection Connection => _connection;

    public bool IsOpen => _transaction is not null && !IsLost;

    public bool IsLost => _connection.State != ConnectionState.Open;

    public bool TryBegin(bool durable = true)
    {
        try
        {
            _pieces = 0;
            _transaction = _connection.BeginTransaction(_isolation);
            if (TimeProvider.System.GetElapsedTime(_used) > Rested) _look.ExecuteNonQuery();
            return true;
        }
        catch (Exception error) when (PostgresFailures.IsLost(error) || _connection.State != ConnectionState.Open)
        {
            return false;
        }
    }

    public void Commit()
    {
        _commit.ExecuteNonQuery();
        End();
    }

    public void RollBack()
    {
        try
        {
            if (IsOpen) _transaction!.Rollback(); // IsOpen: there is one
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException)
        {
            // The server forgets the changes of a connection that is lost.
        }

        End();
    }

    public void BeginPiece() => _transaction!.Save(Name(_pieces++)); // begun by TryBegin

    public void KeepPiece()
    {
        if (_pieces < GroupOfPieces) return;

        _transaction!.Release(Name(0)); // and with it all after it
        _pieces = 0;
    }

    public void UndoPiece() => _transaction!.Rollback(Name(_pieces - 1)); // the savepoint stays, and goes with the group

    public void Dispose()
    {
        _look.Dispose();
        _commit.Dispose();
        _connection.Dispose();
    }

    static string Name(int piece) => $"p{piece}";

    void End()
    {
        _transaction?.Dispose();
        _transaction = null;
        _used = TimeProvider.System.GetTimestamp();
    }
}
