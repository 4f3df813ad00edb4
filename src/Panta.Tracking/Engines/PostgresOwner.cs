using Npgsql;

namespace Panta.Tracking.Engines;

/// <summary>
/// One process owns a database, as one owns a data folder: it holds an advisory lock for the database's schema on the connection that writes, so the lock is
/// gone when the process or the connection is. Who holds it says so by the connection's name.
/// </summary>
static class PostgresOwner
{
    const int LockClass = 0x50414E54; // "PANT"
    const int LongestName = 63; // of an application_name
    const string Schema = "quote_ident(current_schema())::regnamespace::oid::int";

    /// <summary>This process, as others see it: <c>panta HOST 4711</c>.</summary>
    public static string Name { get; } = NameOf(Environment.MachineName, Environment.ProcessId);

    /// <summary>Takes the lock; one that is being given back is waited for.</summary>
    /// <exception cref="DatabaseInUseException">Another process holds it.</exception>
    public static void Take(NpgsqlConnection connection, string place)
    {
        try
        {
            using var take = new NpgsqlCommand($"SET lock_timeout = '2s'; SELECT pg_advisory_lock({LockClass}, {Schema}); RESET lock_timeout", connection);
            take.ExecuteNonQuery();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new DatabaseInUseException(place, FindHolder(connection));
        }
    }

    static string? FindHolder(NpgsqlConnection connection)
    {
        using var find = new NpgsqlCommand(
            $"""
            SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = {LockClass} AND l.objid::int = {Schema}
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            connection);
        return find.ExecuteScalar() is string { Length: > 0 } name ? name : null;
    }

    static string NameOf(string host, int process)
    {
        var end = $" {process}";
        var start = "panta " + host;
        return start[..Math.Min(start.Length, LongestName - end.Length)] + end;
    }
}
