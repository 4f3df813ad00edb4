using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Panta.Tracking.Engines;

/// <summary>
/// The prepared statements of a connection that run once a row, without ADO.NET between: for a small row that costs more than what SQLite does.
/// One thread at a time.
/// </summary>
sealed class SqliteStatements : IDisposable
{
    const int StackBytes = 512;

    static readonly ConditionalWeakTable<SqliteConnection, SqliteStatements> All = [];

    readonly sqlite3 _database;
    readonly Dictionary<string, sqlite3_stmt> _prepared = [];

    SqliteStatements(SqliteConnection connection) => _database = connection.Handle!; // open, so it has one

    /// <summary>Those of a connection; dispose them before it.</summary>
    public static SqliteStatements Of(SqliteConnection connection) => All.GetValue(connection, c => new(c));

    /// <summary>Runs a statement for each row of some columns, which are the values <c>@0</c>, <c>@1</c>, …: arrays of long, double or string.</summary>
    /// <returns>The number of rows inserted or changed.</returns>
    public int RunAll(string sql, ReadOnlySpan<Array> columns)
    {
        var statement = Prepare(sql);
        var before = raw.sqlite3_total_changes(_database);
        try
        {
            for (var row = 0; row < columns[0].Length; row++)
            {
                for (var i = 0; i < columns.Length; i++) Bind(statement, i + 1, columns[i], row);
                var answer = raw.sqlite3_step(statement);
                if (answer != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(answer, _database);
                raw.sqlite3_reset(statement);
            }
        }
        finally
        {
            raw.sqlite3_reset(statement); // after a failure it would hold its transaction
            raw.sqlite3_clear_bindings(statement);
        }

        return raw.sqlite3_total_changes(_database) - before;
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
        _prepared.Clear();
    }

    sqlite3_stmt Prepare(string sql)
    {
        if (_prepared.TryGetValue(sql, out var statement)) return statement;

        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement), _database);
        _prepared.Add(sql, statement);
        return statement;
    }

    // A value like that of the row before is still bound.
    void Bind(sqlite3_stmt statement, int parameter, Array column, int row)
    {
        var answer = column switch
        {
            long[] numbers => row > 0 && numbers[row] == numbers[row - 1] ? raw.SQLITE_OK : raw.sqlite3_bind_int64(statement, parameter, numbers[row]),
            double[] reals => raw.sqlite3_bind_double(statement, parameter, reals[row]),
            string[] texts => row > 0 && texts[row] == texts[row - 1] ? raw.SQLITE_OK : Bind(statement, parameter, texts[row]),
            _ => throw new ArgumentException($"A column of {column.GetType()} cannot be bound; long, double and string can."),
        };
        if (answer != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(answer, _database);
    }

    static int Bind(sqlite3_stmt statement, int parameter, string text)
    {
        if (text.Length == 0) return raw.sqlite3_bind_text(statement, parameter, ""); // no bytes at all would be NULL

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented ?? stackalloc byte[StackBytes];
        var answer = raw.sqlite3_bind_text(statement, parameter, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return answer;
    }
}
