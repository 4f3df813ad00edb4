using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>
/// A query of a SQLite file as a frame. A pass is one statement, which sees one state of the file; rows are read batch by batch as SQLite finds them.
/// </summary>
sealed class SqliteQuery(string path, string sql, ImmutableArray<object?> parameters, SqliteOptions options, string place)
{
    const int BatchRows = 65_536;
    // Wide rows end a batch earlier.
    const long BatchBytes = 1 << 25;

    /// <summary>A frame of a statement's rows.</summary>
    public static DataFrame Frame(string path, string sql, object?[] parameters, SqliteOptions options) =>
        new SqliteQuery(path, sql, [.. parameters], options, "").Frame();

    /// <summary>A frame of a table's rows.</summary>
    public static DataFrame OfTable(string path, string table, SqliteOptions options) =>
        new SqliteQuery(path, $"SELECT * FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", [], options, $" of table '{table}'").Frame();

    DataFrame Frame()
    {
        if (string.IsNullOrWhiteSpace(sql)) throw new ArgumentException("The query is empty. Give a SELECT.", nameof(sql));

        using var connection = SqliteConnection.Open(path);
        using var statement = Prepare(connection);
        var schema = new Schema(SqliteColumn.Fields(connection, statement, options));
        _ = Readers(schema);
        return new(schema, cancel => Batches(schema, cancel));
    }

    sqlite3_stmt Prepare(SqliteConnection connection)
    {
        var statement = connection.Prepare(sql, parameters.AsSpan());
        if (raw.sqlite3_stmt_readonly(statement) != 0) return statement;

        statement.Dispose();
        throw connection.Error(DatabaseProblem.InvalidSql, "a source is only read. Give a query that changes nothing.");
    }

    SqliteReader[] Readers(Schema schema) => [.. schema.Fields.Select(field => SqliteReader.For(field.Type, options.Times))];

    IEnumerable<Table> Batches(Schema schema, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var connection = SqliteConnection.Open(path);
        using var statement = Prepare(connection);
        RequireSame(connection, statement, schema);
        using var onCancel = cancel.UnsafeRegister(static connection => ((SqliteConnection)connection!).Interrupt(), connection);
        var readers = Readers(schema);
        var most = place.Length > 0 ? SqliteConnection.MostRows(path) : long.MaxValue;
        var (row, ended) = (0L, false);
        while (!ended)
        {
            var (first, bytes) = (row, 0L);
            while (row - first < BatchRows && bytes < BatchBytes)
            {
                // Asked once more after the last row, SQLite would begin again.
                ended = !ReadRow(connection, statement, schema, readers, row, cancel);
                if (ended) break;

                row++;
                foreach (var reader in readers) bytes += reader.LastBytes;
            }

            if (row == first) yield break;
            if (row > most) throw connection.Error(DatabaseProblem.Failed, "it is damaged: its pages lead in a circle. Restore it from a backup.");

            yield return new(schema, [.. readers.Select(reader => reader.Take())], (int)(row - first));
        }
    }

    bool ReadRow(SqliteConnection connection, sqlite3_stmt statement, Schema schema, SqliteReader[] readers, long row, CancellationToken cancel)
    {
        if (!connection.Step(statement, cancel)) return false;

        for (var column = 0; column < readers.Length; column++)
        {
            try
            {
                readers[column].Add(new(statement, column));
            }
            catch (Exception error) when (error is FieldException or OverflowException)
            {
                var cell = $"row {row + 1} of column '{schema[column].Name}'{place}";
                throw connection.Error(
                    DatabaseProblem.Value, $"{cell} holds {error.Message}. Mend it, or give the column another type (SqliteOptions.Types).", error);
            }
        }

        return true;
    }

    // A statement is looked at again at each pass: others may change the file in between.
    static void RequireSame(SqliteConnection connection, sqlite3_stmt statement, Schema schema)
    {
        if (!SqliteColumn.Names(statement).SequenceEqual(schema.Names))
            throw connection.Error(DatabaseProblem.Changed, $"the columns are no longer those of the frame, {schema}. Make the frame again.");
    }
}
