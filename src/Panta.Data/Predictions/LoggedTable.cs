using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>
/// A Delta table behind a write-ahead file: rows are acknowledged when they are on disk in the file, and go to the table by rows or time. Readers see the
/// table and the acknowledged tail at one sequence. A row whose key is known already is acknowledged and dropped.
/// </summary>
/// <remarks>
/// The commit that takes the tail carries <c>txn(table's id, last sequence)</c>; on recovery records at or below the table's own mark are skipped, so
/// whatever the moment of a kill, each row is in one place only. Invariant under the lock: rows of sequences ≤ _applied are in _snapshot, _flushing, _tail or _loose.
/// </remarks>
sealed class LoggedTable : IAsyncDisposable
{
    const int RecordRows = 8_192;
    const int TailFactor = 20;
    const int LooseTables = 256;

    readonly Lock _gate = new();
    readonly SemaphoreSlim _flushOne = new(1, 1);
    readonly LogOptions _options;
    readonly LoggedTableSpec _spec;
    readonly string _folder;
    readonly TimeProvider _time;
    readonly PartCache _cache;
    readonly RecentKeys _keys;
    readonly WriteAheadFile _wal;
    readonly ITimer _timer;
    readonly List<Table> _loose = [];
    readonly Task _keysLoaded;
    DeltaTable? _table;
    DeltaSnapshot? _snapshot;
    ImmutableArray<TablePart> _flushing = [];
    ImmutableArray<TablePart> _tail = [];
    Schema _known;
    Schema? _agreed;
    Task _background = Task.CompletedTask;
    long _applied;
    long _pendingRows;
    bool _keysKnown;

    LoggedTable(string dataFolder, LoggedTableSpec spec, TimeProvider time, LogOptions options)
    {
        (_spec, _time, _options) = (spec, time, options);
        _folder = Path.Combine(dataFolder, "tables", spec.Name);
        _cache = new(options.CacheBytes);
        _keys = new(options.RecentKeys);
        if (DeltaTable.Exists(_folder))
        {
            _table = DeltaTable.Open(_folder, time);
            _snapshot = _table.Snapshot();
        }

        _known = spec.Ordered(_snapshot?.Schema ?? spec.Columns);
        _applied = _snapshot?.TransactionVersion(_snapshot.Id) ?? 0;
        _wal = WriteAheadFile.Open(Path.Combine(dataFolder, "wal", spec.Name), _applied, Replay);
        _applied = _wal.LastSequence;

        // Behind the opening: only the first append has to wait for it.
        _keysLoaded = _keysKnown || _snapshot is null ? Task.CompletedTask : Task.Run(LoadKeys);
        _timer = time.CreateTimer(_ => FlushInBackground(), null, options.FlushInterval, options.FlushInterval);
    }

    /// <summary>Rows that readers see.</summary>
    public long RowCount
    {
        get
        {
            lock (_gate) return (_snapshot?.RowCount ?? 0) + _flushing.Sum(part => part.Rows.RowCount) + _tail.Sum(part => part.Rows.RowCount) + _loose.Sum(rows => rows.RowCount);
        }
    }

    /// <summary>Why the last move of the tail to Delta failed; null where it worked.</summary>
    public Exception? FlushFailure { get; private set; }

    public static LoggedTable Open(string dataFolder, LoggedTableSpec spec, TimeProvider time, LogOptions options) => new(dataFolder, spec, time, options);

    /// <summary>Appends rows that have the spec's columns and perhaps more; done when they are on disk.</summary>
    public async Task AppendAsync(Table rows, CancellationToken cancel)
    {
        if (rows.RowCount == 0) return;

        cancel.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _pendingRows) > (long)_options.FlushRows * TailFactor) await FlushAsync(cancel).ConfigureAwait(false);
        await _keysLoaded.WaitAsync(cancel).ConfigureAwait(false);
        var shaped = Shaped(rows);
        var writes = new List<Task>();
        for (var start = 0; start < shaped.RowCount; start += RecordRows)
        {
            var record = shaped.RowCount <= RecordRows ? shaped : shaped.Slice(start, Math.Min(RecordRows, shaped.RowCount - start));
            var keys = _spec.KeysOf(record);
            writes.Add(_wal.AppendAsync(TableBytes.Write(record), sequence => Apply(sequence, record, keys)));
        }

        await Task.WhenAll(writes).ConfigureAwait(false);
        if (Volatile.Read(ref _pendingRows) >= _options.FlushRows) FlushInBackground();
    }

    /// <summary>What readers see now: the table at a version, the parts behind it in order, and all columns.</summary>
    public LogView View()
    {
        lock (_gate)
        {
            Fold();
            return new(_snapshot, [.. _flushing, .. _tail], _known, _cache);
        }
    }

    /// <summary>Moves the tail to Delta.</summary>
    /// <returns>The table's version; −1 where nothing was ever logged.</returns>
    public async Task<long> FlushAsync(CancellationToken cancel)
    {
        await _flushOne.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await _wal.RotateAsync().ConfigureAwait(false);
            return await Task.Run(MoveTail, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _flushOne.Release();
        }
    }

    /// <summary>Closes the files without moving anything.</summary>
    public void Abandon()
    {
        _timer.Dispose();
        Task.WaitAll(_keysLoaded.ContinueWith(_ => { }, TaskScheduler.Default), _wal.DisposeAsync().AsTask());
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);

        // A failure to load was told to whoever appended.
        await _keysLoaded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await _background.ConfigureAwait(false);
        }
        finally
        {
            await _wal.DisposeAsync().ConfigureAwait(false);
            _flushOne.Dispose();
        }
    }

    void Replay(long sequence, ReadOnlyMemory<byte> payload)
    {
        LoadKeys();
        try
        {
            var rows = TableBytes.Read(payload.Span);
            Extend(rows.Schema);
            Apply(sequence, rows, _spec.KeysOf(rows));
        }
        catch (InvalidDataException error)
        {
            throw new WriteAheadException(_folder, $"record {sequence} cannot be read: {error.Message}", error);
        }
    }

    // The newest keys of the table, oldest first, before any row is applied.
    void LoadKeys()
    {
        if (_keysKnown) return;

        _keysKnown = true;
        if (_snapshot is not { } snapshot) return;

        var newest = new List<AddFile>();
        long rows = 0;
        foreach (var file in snapshot.Files.Reverse())
        {
            newest.Add(file);
            rows += file.RowCount ?? 0;
            if (rows >= _options.RecentKeys) break;
        }

        newest.Reverse();
        foreach (var batch in snapshot.ReadFiles(newest, _spec.KeyColumns))
            foreach (var key in _spec.KeysOf(batch)) _keys.Add(key);
    }

    // Columns are fixed before the rows are written, so that a record never disagrees with one before it.
    Table Shaped(Table rows)
    {
        lock (_gate)
        {
            if (ReferenceEquals(rows.Schema, _agreed)) return rows;

            var given = rows.Schema;
            foreach (var field in given.Fields)
                if (_known.Find(field.Name) is { } known && known.Type != field.Type)
                    rows = rows.With(known, TableShape.Widen(field.Name, rows[field.Name], known.Type));
            Extend(rows.Schema);
            if (ReferenceEquals(rows.Schema, given)) _agreed = given;
        }

        return rows;
    }

    void Extend(Schema schema)
    {
        lock (_gate)
            foreach (var field in schema.Fields)
                if (!_known.Contains(field.Name)) _known = _spec.Ordered(_known.With(field with { Nullable = true }));
    }

    // In order of sequence, before the rows are acknowledged: on the thread that writes them.
    void Apply(long sequence, Table rows, UInt128[] keys)
    {
        lock (_gate)
        {
            var fresh = new List<int>(keys.Length);
            for (var row = 0; row < keys.Length; row++)
                if (_keys.Add(keys[row])) fresh.Add(row);

            _applied = sequence;
            if (fresh.Count == 0) return;

            Interlocked.Add(ref _pendingRows, fresh.Count);
            _loose.Add(fresh.Count == rows.RowCount ? rows : rows.Take([.. fresh]));
            if (_loose.Count >= LooseTables) Fold();
        }
    }

    // Requests of one row are joined by the hundred, or when somebody looks. Pieces grow by joining the last two when they are of like size: a row is copied a
    // logarithmic number of times, and readers see few pieces.
    void Fold()
    {
        if (_loose.Count == 0) return;

        var rows = TableShape.Concat(_loose, _known);
        _loose.Clear();
        var tail = _tail.ToBuilder();
        while (tail.Count > 0 && tail[^1].Rows.RowCount <= 2 * rows.RowCount && rows.RowCount < _options.FlushRows)
        {
            rows = TableShape.Concat([tail[^1].Rows, rows], _known);
            tail.RemoveAt(tail.Count - 1);
        }

        tail.Add(new(TableShape.Conform(rows, _known)));
        _tail = tail.ToImmutable();
    }

    long MoveTail()
    {
        long through;
        lock (_gate)
        {
            Fold();
            through = _applied;
            if (_tail.IsEmpty)
            {
                _wal.Release(through);
                return _snapshot?.Version ?? -1;
            }

            (_flushing, _tail) = (_tail, []);
        }

        try
        {
            var rows = TableShape.Concat(_flushing.Select(part => part.Rows), _known);
            var table = _table ??= DeltaTable.Create(_folder, rows.Schema, new() { Structs = _spec.Structs, Time = _time });
            var version = table.Append(rows, new(table.Current.Id, through), addColumns: true);
            lock (_gate)
            {
                _snapshot = table.Current;
                Interlocked.Add(ref _pendingRows, -rows.RowCount);
                _flushing = [];
            }

            FlushFailure = null;
            _wal.Release(through);
            return version;
        }
        catch (Exception error)
        {
            FlushFailure = error;
            lock (_gate) (_flushing, _tail) = ([], [.. _flushing, .. _tail]);
            throw;
        }
    }

    void FlushInBackground()
    {
        lock (_gate)
            if (_background.IsCompleted && (!_tail.IsEmpty || _loose.Count > 0)) _background = Task.Run(FlushKeepingFailure);
    }

    // The rows stay in the write-ahead file and in memory; the next round tries again, and appends wait for it when too much has gathered.
    async Task FlushKeepingFailure()
    {
        try
        {
            await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or UnauthorizedAccessException or ArgumentException)
        {
            FlushFailure = error;
        }
    }
}
