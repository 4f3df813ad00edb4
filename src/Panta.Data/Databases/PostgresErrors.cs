using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace Panta.Data.Databases;

/// <summary>Npgsql's and the server's errors as ours.</summary>
static partial class PostgresErrors
{
    /// <summary>Whether an exception is one that a server or the way to it may cause.</summary>
    public static bool IsOurs(Exception error) =>
        error is NpgsqlException or IOException or InvalidDataException or SocketException or TimeoutException or InvalidOperationException;

    /// <summary>Does something with the server; its errors are ours.</summary>
    /// <param name="database">The database asked.</param>
    /// <param name="action">What is done.</param>
    /// <param name="sql">The statement as the caller wrote it, where the server's position is one in it; else null.</param>
    public static T Guard<T>(PostgresDatabase database, Func<T> action, string? sql = null)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (IsOurs(error))
        {
            throw Of(database, error, sql);
        }
    }

    /// <summary>The error of opening a connection.</summary>
    public static DatabaseException OfOpening(PostgresDatabase database, Exception error) => error switch
    {
        PostgresException refusal => OfServer(database, refusal, null),
        NpgsqlException { InnerException: null } missing when missing.Message.Contains("assword", StringComparison.Ordinal) =>
            database.Error(
                DatabaseProblem.Refused, "the server asks for a password and none was given. Put it into the connection string, PGPASSWORD or ~/.pgpass.", error),
        _ => database.Error(DatabaseProblem.Unreachable, $"no connection: {Reason(error)} Check host and port, and that the server runs.", error),
    };

    /// <summary>The error of a statement.</summary>
    /// <param name="database">The database asked.</param>
    /// <param name="error">What Npgsql threw.</param>
    /// <param name="sql">The statement as the caller wrote it, where the server's position is one in it; else null.</param>
    public static DatabaseException Of(PostgresDatabase database, Exception error, string? sql = null) => error switch
    {
        DatabaseException ours => ours,
        PostgresException refusal => OfServer(database, refusal, sql),
        TimeoutException or NpgsqlException { InnerException: TimeoutException } =>
            database.Error(DatabaseProblem.TimedOut, "the server did not answer in time. Raise 'Command Timeout' in the connection string.", error),
        _ => database.Error(DatabaseProblem.Broken, $"the connection broke before the end: {Reason(error)} Nothing of this pass counts; run it again.", error),
    };

    static DatabaseException OfServer(PostgresDatabase database, PostgresException error, string? sql)
    {
        var position = sql is not null && error.Position > 0 ? error.Position : (int?)null;
        var (problem, advice) = Meaning(error);
        var reason = $"{error.MessageText}{Place(sql, position)}{Row(error)}. {advice}".TrimEnd();
        return new(problem, database.ToString(), reason, error) { SqlState = error.SqlState, Position = position };
    }

    static (DatabaseProblem Problem, string Advice) Meaning(PostgresException error) => error.SqlState switch
    {
        "28P01" or "28000" => (DatabaseProblem.Refused, "Check user and password."),
        "42501" => (DatabaseProblem.Refused, "Ask the owner to grant it."),
        "3D000" => (DatabaseProblem.NotFound, "'psql -l' lists the databases."),
        "42P01" or "3F000" or "42703" or "42883" or "42704" => (DatabaseProblem.NotFound, error.Hint ?? ""),
        "42P07" => (DatabaseProblem.AlreadyExists, ""),
        "57014" => (DatabaseProblem.TimedOut, "Raise the timeout, or ask for less."),
        "25006" => (DatabaseProblem.InvalidSql, "A source is only read: give a query that changes nothing."),
        "53300" or "57P03" => (DatabaseProblem.Unreachable, "Try again later."),
        "57P01" or "57P02" or "57P05" or "25P03" or "08006" => (DatabaseProblem.Broken, "Nothing of this pass counts; run it again."),
        _ when error.SqlState.StartsWith("42", StringComparison.Ordinal) => (DatabaseProblem.InvalidSql, error.Hint ?? ""),
        _ when error.SqlState[..2] is "22" or "23" => (DatabaseProblem.Value, error.Hint ?? ""),
        _ => (DatabaseProblem.Failed, error.Hint ?? ""),
    };

    // "COPY t, line 7, column x: …": the row counts from 1, as ours do; what stands in it is not repeated.
    static string Row(PostgresException error) =>
        CopyLine().Match(error.Where ?? "") is { Success: true } match ? $" (row {match.Groups["row"].Value})" : "";

    [GeneratedRegex(@"^COPY .*, line (?<row>\d+)", RegexOptions.Multiline)]
    private static partial Regex CopyLine();

    // As psql's caret: the line, the column in it, and the text from there on.
    static string Place(string? sql, int? position)
    {
        if (sql is null || position is not { } at || at > sql.Length + 1) return "";

        var before = sql.AsSpan(0, at - 1);
        var start = before.LastIndexOf('\n') + 1;
        var rest = sql[(at - 1)..].Split('\n')[0].TrimEnd();
        var near = rest.Length == 0 ? "the end" : $"'{(rest.Length > 30 ? rest[..30] + "…" : rest)}'";
        return $" (line {before.Count('\n') + 1}, column {at - start}, at {near})";
    }

    static string Reason(Exception error)
    {
        var deepest = error;
        while (deepest.InnerException is { } inner) deepest = inner;
        return deepest.Message.TrimEnd('.') + ".";
    }
}
