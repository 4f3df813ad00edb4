using System.Collections.Immutable;
using Npgsql;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>One pass over a query's rows: a transaction, a source of rows, and a reader a column.</summary>
sealed class PostgresPass(PostgresDatabase database, Schema schema, ImmutableArray<PostgresColumn> columns, CancellationToken cancel) : IDisposable
{
    const int BatchRows = 65_536;
    // Wide rows end a batch earlier.
    const long BatchBytes = 1 << 25;

    readonly FieldReader[] _readers = [.. columns.Select(column => column.Form.Reader())];
    PostgresSession? _session;
    RowSource? _rows;
    long _row;
    bool _ended;

    /// <summary>Opens the connection and starts the statement.</summary>
    public void Start(Func<PostgresSession> open, Func<PostgresSession, RowSource> start)
    {
        _session = Guard(open);
        _session.CancelBy(cancel);
        _rows = Guard(() => start(_session));
    }

    /// <summary>The next rows; null after the last.</summary>
    public Table? Next() => _ended ? null : Guard(Batch);

    public void Dispose()
    {
        try
        {
            _rows?.Dispose();
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            // A statement that is given up ends with an error: its own.
        }

        _session?.Dispose();
    }

    Table? Batch()
    {
        var (first, bytes) = (_row, _rows!.Bytes);
        while (_row - first < BatchRows && _rows.Bytes - bytes < BatchBytes)
        {
            if (!_rows.Read(_readers))
            {
                _ended = true;
                break;
            }

            _row++;
        }

        return _row == first ? null : new(schema, [.. _readers.Select(reader => reader.Take())], (int)(_row - first));
    }

    T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (FieldException error)
        {
            var place = $"row {_row + 1} of column '{columns[_rows!.Field].Name}'";
            throw database.Error(
                DatabaseProblem.Value, $"{place} holds {error.Message}. Read it otherwise (PostgresDatabase.Numerics), or cast it in SQL.", error);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.SyntaxError)
        {
            // The statement was understood by itself, but not within the parentheses of a FROM.
            const string Reason = "only a query can be a source: SELECT, VALUES, TABLE or WITH.";
            throw new DatabaseException(DatabaseProblem.InvalidSql, database.ToString(), Reason, error) { SqlState = error.SqlState };
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            cancel.ThrowIfCancellationRequested();
            throw PostgresErrors.Of(database, error);
        }
    }
}
