using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>
/// A SQLite file open for reading. The file may come from anywhere: it is opened so that nothing in it runs (no functions with effects from its schema), and
/// statements can neither write nor reach other files.
/// </summary>
sealed class SqliteConnection : IDisposable
{
    const int BusyMilliseconds = 5_000;
    const int AttachedLimit = 7; // SQLITE_LIMIT_ATTACHED
    const int Interrupted = 9;

    readonly sqlite3 _database;
    readonly string _name;

    SqliteConnection(sqlite3 database, string name)
    {
        _database = database;
        _name = name;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DatabaseException">It cannot be opened, or is no SQLite database.</exception>
    public static SqliteConnection Open(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'{(Path.IsPathRooted(path) ? "" : $" in {Directory.GetCurrentDirectory()}")}.", path);

        SqliteLibrary.Require();
        var name = $"SQLite file '{path}'";
        var code = raw.sqlite3_open_v2(Path.GetFullPath(path), out var database, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new SqliteConnection(database, name);
        try
        {
            connection.Check(code);
            raw.sqlite3_busy_timeout(database, BusyMilliseconds);
            raw.sqlite3_limit(database, AttachedLimit, 0);
            // The last one reads the file for the first time.
            foreach (var pragma in (string[])["PRAGMA trusted_schema = 0", "PRAGMA query_only = 1", "PRAGMA cell_size_check = 1", "PRAGMA schema_version"])
                using (var statement = connection.Prepare(pragma)) connection.Step(statement, CancellationToken.None);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The one statement of a text, with its parameters bound.</summary>
    /// <exception cref="DatabaseException">It is none, or more than one, or SQLite does not understand it.</exception>
    public sqlite3_stmt Prepare(string sql, params ReadOnlySpan<object?> parameters)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement, out var rest));
        try
        {
            if (statement.IsInvalid) throw Error(DatabaseProblem.InvalidSql, "there is no statement. Give a SELECT.");

            RequireNoMore(rest);
            var count = raw.sqlite3_bind_parameter_count(statement);
            if (count != parameters.Length) throw Error(DatabaseProblem.InvalidSql, $"the statement has {count} parameters, {parameters.Length} were given.");
            for (var i = 0; i < count; i++) Check(SqliteParameter.Bind(statement, i + 1, parameters[i]));
            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    /// <summary>The next row of a statement; false after the last.</summary>
    public bool Step(sqlite3_stmt statement, CancellationToken cancel)
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;

        if (code == Interrupted) cancel.ThrowIfCancellationRequested();
        throw Failure(code);
    }

    /// <summary>
    /// More rows than the file has room for: in a damaged one pages may lead to one another without end. A table's row takes at least four bytes.
    /// </summary>
    public static long MostRows(string path) => (Length(path) + Length(path + "-wal")) / 4;

    /// <summary>Ends what runs. May be called from another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_database);

    public DatabaseException Error(DatabaseProblem problem, string reason, Exception? inner = null) => new(problem, _name, reason, inner);

    public void Dispose() => _database.Dispose();

    void RequireNoMore(string rest)
    {
        if (string.IsNullOrWhiteSpace(rest)) return;

        var code = raw.sqlite3_prepare_v2(_database, rest, out var more);
        using (more)
            if (code != raw.SQLITE_OK || !more.IsInvalid)
                throw Error(DatabaseProblem.InvalidSql, $"there is more than one statement: '{Short(rest.Trim())}' follows. Give one.");
    }

    void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    DatabaseException Failure(int code)
    {
        var message = raw.sqlite3_errmsg(_database).utf8_to_string();
        return (code & 0xFF) switch
        {
            raw.SQLITE_NOTADB => Error(DatabaseProblem.Unreachable, "it is no SQLite database, or an encrypted one."),
            raw.SQLITE_CORRUPT =>
                Error(DatabaseProblem.Failed, $"it is damaged ({message}). Restore it from a backup, or save what can be read with sqlite3's .recover."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                Error(DatabaseProblem.TimedOut, $"another program has held it for {BusyMilliseconds / 1000} seconds. Try again later."),
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => Error(DatabaseProblem.Unreachable, $"{message}. Look at its permissions, and its folder's."),
            raw.SQLITE_ERROR or raw.SQLITE_SCHEMA when message.StartsWith("no such", StringComparison.Ordinal) =>
                Error(DatabaseProblem.NotFound, $"{message}."),
            raw.SQLITE_ERROR or raw.SQLITE_SCHEMA => Error(DatabaseProblem.InvalidSql, $"{message}."),
            raw.SQLITE_READONLY => Error(DatabaseProblem.InvalidSql, "a source is only read. Give a query that changes nothing."),
            _ => Error(DatabaseProblem.Failed, $"{message} (code {code})."),
        };
    }

    static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
