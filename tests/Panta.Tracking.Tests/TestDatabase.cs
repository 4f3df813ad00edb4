using Npgsql;
using Panta.Data.Databases;
using Panta.Tests;

namespace Panta.Tracking.Tests;

/// <summary>A PostgreSQL schema of its own for one test, removed afterwards: to Panta as good as a database, and made faster.</summary>
sealed class TestDatabase : IDisposable
{
    readonly string _name = $"t{Guid.NewGuid():N}";

    public TestDatabase()
    {
        Execute($"CREATE SCHEMA {_name}");
        Address = PostgresAddress.Parse($"{PostgresServer.Instance.ConnectionString};Search Path={_name}");
    }

    public PostgresAddress Address { get; }

    public void Dispose() => Execute($"DROP SCHEMA {_name} CASCADE");

    static void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(PostgresServer.Instance.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
