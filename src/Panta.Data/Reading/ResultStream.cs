using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>The result of statements, read chunk by chunk as DuckDB makes it. Holds the connection until disposed.</summary>
sealed unsafe class ResultStream : IDisposable
{
    // 65,536 rows at a time: enough work for a thread, and few enough to be held twice.
    const int ChunksRead = 32;

    readonly ConnectionHandle _connection;
    readonly string _sql;
    readonly object?[] _parameters;
    readonly CancellationToken _cancel;
    readonly CancellationTokenRegistration _interrupt;
    ChunkReader? _reader;
    Result _result;
    bool _hasResult;
    bool _ended;
    bool _mayRunAgain;

    public ResultStream(ConnectionHandle connection, string sql, object?[] parameters, CancellationToken cancel, bool streaming = true)
    {
        cancel.ThrowIfCancellationRequested();
        _connection = connection;
        _sql = sql;
        _parameters = parameters;
        _cancel = cancel;
        // Chunks hold the connection by the statement's result only, so that a handle closed early could not be interrupted: it is asked first.
        _interrupt = cancel.UnsafeRegister(static handle => InterruptIfOpen((ConnectionHandle)handle!), connection);
        try
        {
            Run(streaming);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the number of rows that the last statement changed.</summary>
    public long RowsChanged
    {
        get
        {
            fixed (Result* result = &_result) return (long)NativeDuckDb.RowsChanged(result);
        }
    }

    /// <summary>Gets the columns of the result.</summary>
    public Schema Schema => Reader().Schema;

    /// <summary>The next rows, at least as many as asked for unless they end; null at the end.</summary>
    public Table? Next(int minRows)
    {
        var reader = Reader();
        var reading = Task.CompletedTask;
        try
        {
            while (!_ended && reader.RowCount < minRows)
            {
                var chunks = Fetch(reader, minRows);
                reading.GetAwaiter().GetResult();
                // While the thread pool reads these, DuckDB has this thread for the next.
                if (_ended || reader.RowCount >= minRows) reader.Read(chunks);
                else reading = Task.Run(() => reader.Read(chunks));
            }

            reading.GetAwaiter().GetResult();
        }
        finally
        {
            // Whatever failed, nothing may read on.
            Task.WaitAny(reading);
        }

        _cancel.ThrowIfCancellationRequested();
        return reader.RowCount > 0 ? reader.Take() : null;
    }

    /// <summary>A table of the result's columns without rows.</summary>
    public Table Empty() => Table.Empty(Schema);

    public void Dispose()
    {
        _interrupt.Dispose();
        if (!_hasResult) return;

        fixed (Result* result = &_result) DestroyResult(result);
        _hasResult = false;
    }

    List<nint> Fetch(ChunkReader reader, int minRows)
    {
        var chunks = new List<nint>();
        try
        {
            while (chunks.Count < ChunksRead && reader.RowCount < minRows)
            {
                var chunk = FetchChunk(_result);
                if (chunk == 0)
                {
                    _ended = true;
                    ThrowIfFailed();
                    break;
                }

                chunks.Add(chunk);
                reader.Count(chunk);
            }

            return chunks;
        }
        catch
        {
            ChunkReader.Destroy(chunks);
            throw;
        }
    }

    static void InterruptIfOpen(ConnectionHandle connection)
    {
        if (!connection.IsClosed) Interrupt(connection);
    }

    ChunkReader Reader()
    {
        if (_reader is not null) return _reader;

        fixed (Result* result = &_result) return _reader = new(result);
    }

    void Run(bool streaming)
    {
        var count = ExtractStatements(_connection, _sql, out var extracted);
        try
        {
            if (count == 0) throw DuckDbException.Of(Text(ExtractStatementsError(extracted)) is { Length: > 0 } error ? error : "There is no statement in the SQL.", _sql);
            if (count > 1 && _parameters.Length > 0) throw new DuckDbException($"{count} statements were given with parameters: parameters go with one statement.", _sql);

            for (var i = 0UL; i < count; i++) RunOne(extracted, i, streaming && i == count - 1, count == 1);
        }
        finally
        {
            DestroyExtracted(ref extracted);
        }
    }

    void RunOne(nint extracted, ulong index, bool streaming, bool only)
    {
        var prepared = PrepareExtracted(_connection, extracted, index, out var statement);
        try
        {
            if (prepared != 0) throw DuckDbException.Of(Text(PrepareError(statement)), _sql);

            Parameters.Bind(statement, _parameters, _sql);
            _mayRunAgain = only && streaming && StatementType(statement) == SelectStatement;
            Execute(statement, streaming);
        }
        finally
        {
            DestroyPrepare(ref statement);
        }
    }

    void Execute(nint statement, bool streaming)
    {
        fixed (Result* result = &_result)
        {
            if (_hasResult) DestroyResult(result);
            _hasResult = true;
            _result = default;
            var state = streaming ? StartStreaming(statement, result) : NativeDuckDb.Execute(statement, result);
            if (state == 0) return;

            throw Failure(Text(ResultError(result)));
        }
    }

    int StartStreaming(nint statement, Result* result)
    {
        var started = PendingStreaming(statement, out var pending);
        try
        {
            return started == 0 ? ExecutePending(pending, result) : throw Failure(Text(PendingError(pending)));
        }
        finally
        {
            DestroyPending(ref pending);
        }
    }

    void ThrowIfFailed()
    {
        string? error;
        fixed (Result* result = &_result) error = Text(ResultError(result));
        if (error is { Length: > 0 }) throw Failure(error);
    }

    // When a thread of DuckDB's fails, it stops the others, and now and then a stream hears of that first: "Interrupted". A query can be run again for the reason.
    DuckDbException Failure(string? error)
    {
        _cancel.ThrowIfCancellationRequested();
        var failure = DuckDbException.Of(error, _sql);
        if (!_mayRunAgain || !failure.Message.StartsWith("INTERRUPT", StringComparison.Ordinal)) return failure;

        Dispose();
        try
        {
            using var again = new ResultStream(_connection, _sql, _parameters, _cancel, streaming: false);
            return failure;
        }
        catch (DuckDbException reason)
        {
            return reason;
        }
    }
}
