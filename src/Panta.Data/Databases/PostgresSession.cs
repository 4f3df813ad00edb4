using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;
using Npgsql.Schema;

namespace Panta.Data.Databases;

/// <summary>
/// One transaction on one connection. A reading one sees one snapshot, may change nothing, and writes whatever it has to give as text in one way: times in UTC
/// and ISO 8601, whatever server and user prefer.
/// </summary>
sealed class PostgresSession : IDisposable
{
    const string OneWayOfText =
        "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; "
        + "SET LOCAL extra_float_digits = 1";

    readonly PostgresDatabase _database;
    readonly NpgsqlTransaction _transaction;
    CancellationTokenRegistration _onCancel;

    PostgresSession(PostgresDatabase database, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _database = database;
        Connection = connection;
        _transaction = transaction;
    }

    public NpgsqlConnection Connection { get; }

    /// <summary>Begins a transaction that only reads, on one snapshot.</summary>
    /// <exception cref="DatabaseException">There is no connection.</exception>
    public static PostgresSession Read(PostgresDatabase database, TimeSpan? timeout) =>
        Begin(database, IsolationLevel.RepeatableRead, $"SET TRANSACTION READ ONLY; {OneWayOfText}{Limit(timeout)}");

    /// <summary>Begins a transaction that writes.</summary>
    /// <exception cref="DatabaseException">There is no connection.</exception>
    public static PostgresSession Write(PostgresDatabase database, TimeSpan? timeout) =>
        Begin(database, IsolationLevel.ReadCommitted, OneWayOfText + Limit(timeout));

    /// <summary>
    /// From now on the token ends whatever statement runs here, from another connection: Npgsql's own cancellation of a COPY needs what the COPY gives only
    /// when the server sends first rows, and the server fills a buffer before it sends any.
    /// </summary>
    public void CancelBy(CancellationToken cancel) => _onCancel = cancel.UnsafeRegister(static session => ((PostgresSession)session!).EndStatement(), this);

    /// <summary>The columns that a query answers with; it is not run.</summary>
    public ReadOnlyCollection<NpgsqlDbColumn> Describe(string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        // A batch goes to the server as it is written: one statement, or an error. A command would be split at its semicolons.
        using var batch = new NpgsqlBatch(Connection);
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) statement.Parameters.Add(parameter);
        batch.BatchCommands.Add(statement);
        using var reader = batch.ExecuteReader(CommandBehavior.SchemaOnly);
        return reader.GetColumnSchema();
    }

    /// <summary>Runs statements for their effect.</summary>
    public int Execute(string sql, params ReadOnlySpan<object> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>The rows of a small query.</summary>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> row, params ReadOnlySpan<object> parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    public void Commit() => _transaction.Commit();

    /// <summary>Gives the connection back; what was not committed is undone.</summary>
    public void Dispose()
    {
        // Waits for a cancellation under way: it must not meet whoever gets the connection next.
        _onCancel.Dispose();
        try
        {
            _transaction.Dispose();
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            // The connection is broken already; whatever broke it has been told.
        }

        Connection.Dispose();
    }

    static PostgresSession Begin(PostgresDatabase database, IsolationLevel level, string settings)
    {
        var connection = database.Connect();
        try
        {
            connection.Open();
            var session = new PostgresSession(database, connection, connection.BeginTransaction(level));
            session.Execute(settings);
            return session;
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            connection.Dispose();
            throw PostgresErrors.OfOpening(database, error);
        }
    }

    void EndStatement()
    {
        try
        {
            using var other = _database.Connect();
            other.Open();
            using var command = new NpgsqlCommand("SELECT pg_cancel_backend($1)", other) { Parameters = { new() { Value = Connection.ProcessID } } };
            command.ExecuteNonQuery();
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            // No second connection, or the first is gone: the pass ends at its next batch.
        }
    }

    static string Limit(TimeSpan? timeout) => timeout is not { } limit ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; SET LOCAL statement_timeout = {(int)Math.Clamp(limit.TotalMilliseconds, 1, int.MaxValue)}");

    NpgsqlCommand Command(string sql, ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlCommand(sql, Connection);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return command;
    }
}
