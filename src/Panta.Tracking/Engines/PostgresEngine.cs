using System.Data;
using Npgsql;
using Panta.Data.Databases;

namespace Panta.Tracking.Engines;

/// <summary>A PostgreSQL database. The writing connection holds an advisory lock, so whoever can write is the only one who can.</summary>
sealed class PostgresEngine : IStoreEngine
{
    const int OldestServer = 130_000;
    const int ConnectSeconds = 5;
    const int PreparedStatements = 200;

    readonly string _connection;
    readonly TimeSpan _queryLimit;

    /// <summary>An engine on a database; nothing is connected to yet.</summary>
    /// <param name="address">The database.</param>
    /// <param name="queryLimit">How long a query may compute; null for <see cref="QueryLimit.Time"/>.</param>
    public PostgresEngine(PostgresAddress address, TimeSpan? queryLimit = null)
    {
        _queryLimit = queryLimit ?? QueryLimit.Time;
        Place = address.Place;
        var settings = new NpgsqlConnectionStringBuilder(address.Connection)
        {
            ApplicationName = PostgresOwner.Name,
            Pooling = false, // the sessions are kept here
            MaxAutoPrepare = PreparedStatements,
            Enlist = false,
        };
        if (!settings.ShouldSerialize("Timeout")) settings.Timeout = ConnectSeconds;
        _connection = settings.ConnectionString;
    }

    public string Place { get; }

    public Dialect Dialect => Dialect.Postgres;

    // Of one transaction the server keeps 64 savepoints at hand; readers become slower beyond.
    public int GroupLimit => 64;

    public string? PointLog => null;

    // A server of PostgreSQL's has 100 connections by default.
    public int ReaderLimit => 32;

    public bool CanBeLost => true;

    /// <summary>Requires that a database answers and lets its user in.</summary>
    /// <exception cref="StoreException">It does not.</exception>
    public static void RequireReachable(PostgresAddress address)
    {
        using var engine = new PostgresEngine(address);
        engine.OpenReader().Dispose();
    }

    public IStoreSession OpenWriter()
    {
        var connection = Open();
        try
        {
            Require(connection);
            PostgresOwner.Take(connection, Place);
            // What was acknowledged is on disk, also where the server is set to answer before.
            Execute(connection, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
            return new PostgresSession(connection, IsolationLevel.ReadCommitted);
        }
        catch (Exception error) when (error is NpgsqlException)
        {
            connection.Dispose();
            throw Explain(error) ?? PostgresFailures.OfOpening(Place, error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public IStoreSession OpenReader()
    {
        var connection = Open();
        try
        {
            Execute(connection, $"SET default_transaction_read_only = on; SET statement_timeout = {StatementTimeout}");
            return new PostgresSession(connection, IsolationLevel.RepeatableRead);
        }
        catch (Exception error) when (error is NpgsqlException)
        {
            connection.Dispose();
            throw Explain(error) ?? PostgresFailures.OfOpening(Place, error);
        }
    }

    public Exception? Explain(Exception error) => PostgresFailures.OfStatement(Place, error);

    public void Dispose()
    {
    }

    // In milliseconds; 0 is without end.
    string StatementTimeout => _queryLimit == QueryLimit.None ? "0" : $"{_queryLimit.TotalMilliseconds:F0}";

    NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(_connection);
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            connection.Dispose();
            throw PostgresFailures.OfOpening(Place, error);
        }
    }

    void Require(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding'), current_schema()",
            connection);
        using var row = command.ExecuteReader();
        row.Read();
        if (row.GetInt32(0) < OldestServer)
            throw new StoreException(Place, $"is PostgreSQL {row.GetString(1)}; Panta needs 13 or later. Upgrade the server, or give another one.");
        if (row.GetString(2) != "UTF8")
            throw new StoreException(Place, $"has the encoding {row.GetString(2)}; Panta needs UTF8. Make a database with 'createdb --encoding=UTF8 --template=template0'.");
        if (row.IsDBNull(3))
            throw new StoreException(Place, "has no schema that the user may use. Make one, as with CREATE SCHEMA panta, and set the user's search_path to it.");
    }

    static void Execute(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // the literals above
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
