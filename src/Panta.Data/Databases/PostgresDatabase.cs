using Npgsql;

namespace Panta.Data.Databases;

/// <summary>
/// Where a PostgreSQL database is and how it is read; a connection string converts to it. It holds no open connection; those are pooled by Npgsql. Its text
/// names host and database, never user and password. Safe to use from many threads.
/// </summary>
public sealed class PostgresDatabase
{
    readonly Func<NpgsqlConnection> _connection;
    readonly string _name;

    /// <summary>A database by its connection string: <c>Host=…;Port=5432;Database=…;Username=…;Password=…</c>.</summary>
    /// <param name="connection">
    /// Npgsql's settings; a password that is not there is taken from PGPASSWORD or ~/.pgpass. Without "Command Timeout" there is no limit to how long a row is
    /// waited for, where Npgsql itself would give up after 30 seconds.
    /// </param>
    /// <exception cref="ArgumentException">The text is no connection string. The message does not repeat it: it may hold a password.</exception>
    public PostgresDatabase(string connection)
        : this(Settings(connection))
    {
    }

    /// <summary>A database by a data source of Npgsql's, for whatever a connection string cannot say (certificates, tokens that expire).</summary>
    /// <param name="source">
    /// The data source; remains the caller's to dispose. Its "Command Timeout", 30 seconds where not given, limits how long a row is waited for.
    /// </param>
    public PostgresDatabase(NpgsqlDataSource source)
        : this(new(source.ConnectionString), source.CreateConnection)
    {
    }

    PostgresDatabase(NpgsqlConnectionStringBuilder settings)
        : this(settings, () => new(settings.ConnectionString))
    {
    }

    PostgresDatabase(NpgsqlConnectionStringBuilder settings, Func<NpgsqlConnection> connection)
    {
        _name = $"PostgreSQL database '{settings.Database ?? settings.Username ?? Environment.UserName}' at {settings.Host}:{settings.Port}";
        _connection = connection;
    }

    /// <summary>Gets how numeric values are read. Default <see cref="PostgresNumerics.Decimal"/>.</summary>
    public PostgresNumerics Numerics { get; init; } = PostgresNumerics.Decimal;

    /// <summary>Gets how long a statement may run on the server; more than 0. Default null: as the server is set.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A database by its connection string.</summary>
    /// <param name="connection">Npgsql's settings.</param>
    public static implicit operator PostgresDatabase(string connection) => new(connection);

    /// <summary>A database by a data source.</summary>
    /// <param name="source">The data source; remains the caller's to dispose.</param>
    public static implicit operator PostgresDatabase(NpgsqlDataSource source) => new(source);

    /// <summary>The database for messages: <c>PostgreSQL database 'shop' at localhost:5432</c>.</summary>
    public override string ToString() => _name;

    /// <summary>An error of this database.</summary>
    internal DatabaseException Error(DatabaseProblem problem, string reason, Exception? inner = null) => new(problem, _name, reason, inner);

    /// <summary>A connection that is not open yet.</summary>
    internal NpgsqlConnection Connect() => _connection();

    static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(connection);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new ArgumentException(
                $"This is no connection string of PostgreSQL's ({Reason(error)}). Write it as 'Host=…;Port=5432;Database=…;Username=…;Password=…'.",
                nameof(connection));
        }

        // What was set stays, also where it is Npgsql's default.
        if (!settings.ShouldSerialize("Command Timeout")) settings.CommandTimeout = 0;
        if (!string.IsNullOrEmpty(settings.Host)) return settings;

        const string NoServer = "The connection string names no server. Begin it with 'Host=…', for example 'Host=localhost;Database=shop'.";
        throw new ArgumentException(NoServer, nameof(connection));
    }

    // The name of a setting is told, its value never: a password with a semicolon that was not quoted looks like a setting, but only its tail.
    static string Reason(Exception error) =>
        error is ArgumentException { ParamName: { } setting, InnerException: FormatException } && setting.All(char.IsAsciiLetter)
        ? $"the value of '{setting}' is not of its kind" : "a setting is not known, or '=' or ';' is missing";
}
