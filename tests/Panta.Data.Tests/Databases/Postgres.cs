using Npgsql;
using Panta.Data.Databases;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

/// <summary>Short ways to the tests' PostgreSQL server.</summary>
static class Postgres
{
    public static string Connection => PostgresServer.Instance.ConnectionString;

    public static PostgresDatabase Database => new(Connection);

    public static void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(Connection);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public static T Scalar<T>(string sql)
    {
        using var connection = new NpgsqlConnection(Connection);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>How many backends run a statement that holds the text.</summary>
    public static long Running(string text) =>
        Scalar<long>($"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%{text}%' AND pid <> pg_backend_pid()");
}
