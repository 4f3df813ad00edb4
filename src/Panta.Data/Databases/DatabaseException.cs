namespace Panta.Data.Databases;

/// <summary>A database could not be read or written. The message is one sentence that names the database, never a password.</summary>
/// <param name="problem">What went wrong.</param>
/// <param name="database">The database, for example <c>PostgreSQL database 'shop' at localhost:5432</c>.</param>
/// <param name="reason">What happened and what to do next.</param>
/// <param name="inner">What led to it. Default null.</param>
public sealed class DatabaseException(DatabaseProblem problem, string database, string reason, Exception? inner = null)
    : Exception($"{database}: {reason}", inner)
{
    /// <summary>Gets what went wrong.</summary>
    public DatabaseProblem Problem { get; } = problem;

    /// <summary>Gets the database, without user and password.</summary>
    public string Database { get; } = database;

    /// <summary>Gets the server's five-letter code (<c>42P01</c>: there is no such table). Default null: the error is not the server's.</summary>
    public string? SqlState { get; init; }

    /// <summary>Gets where in the statement the server stopped reading, from 1. Default null: not known.</summary>
    public int? Position { get; init; }
}
