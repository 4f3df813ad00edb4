using System.Collections.Concurrent;
using System.Data;
using System.Runtime.ExceptionServices;
using Panta.Data.Databases;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>
/// The one place that writes to a database. Work that comes while nobody writes is committed at once, on the thread of whoever brought it: two changes of
/// thread cost more than the work itself. What comes meanwhile waits for a thread of its own, which commits all that waits as one group. Where the engine
/// logs whole pages, points of metrics go to a log of their own, and into the tables before anybody reads or writes anything else. Thread-safe.
/// </summary>
sealed partial class GroupCommit : IDisposable
{
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    readonly IStoreEngine _engine;
    readonly IReadOnlyList<Migration> _migrations;
    readonly BlockingCollection<WriteWork> _queue = [];
    readonly Lock _writing = new(); // the order of what is written
    readonly Lock _session = new(); // the session that writes; whoever has both has taken the other one first
    readonly Thread _thread;
    readonly ITimer _rest;
    IStoreSession? _writer;
    bool _closed;
    int _unfinished;
    long _changes;
    long _changesButPoints;

    /// <summary>Starts the thread that writes.</summary>
    /// <param name="engine">Opens another session where this one is lost.</param>
    /// <param name="writer">The session that writes; disposed with this.</param>
    /// <param name="migrations">What a database must have that is connected to again.</param>
    /// <param name="time">Says when nobody has written for a while.</param>
    public GroupCommit(IStoreEngine engine, IStoreSession writer, IReadOnlyList<Migration> migrations, TimeProvider time)
    {
        _engine = engine;
        _migrations = migrations;
        _writer = writer;
        _log = engine.PointLog is { } path ? new(path, engine.Place) : null;
        _rest = time.CreateTimer(_ => Settle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (engine.CanBeLost) _rest.Change(Look, Timeout.InfiniteTimeSpan);
        _thread = new(WriteLoop) { Name = "panta.db writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A number that grows with every group that is on disk, and whenever somebody else may have written.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>As <see cref="Changes"/>, but does not grow where nothing but points of metrics was written.</summary>
    public long ChangesButPoints => Interlocked.Read(ref _changesButPoints);

    /// <summary>Which runs were changed by what is on disk.</summary>
    public RunChanges RunChanges { get; } = new();

    /// <summary>Takes a piece of work; its task completes when it is on disk, or has failed.</summary>
    public void Add(WriteWork work)
    {
        // Whoever takes the count from 0 to 1 is alone until the count is 0 again; all others wait in the queue, and so no piece is overtaken for ever.
        if (Interlocked.CompareExchange(ref _unfinished, 1, 0) == 0)
        {
            CommitNow([work]);
            return;
        }

        Interlocked.Increment(ref _unfinished);
        try
        {
            _queue.Add(work, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            Interlocked.Decrement(ref _unfinished);
            work.Fail(Closed());
        }
    }

    /// <summary>
    /// Done when nobody has written for a while: puts points in order. Where the connection can be lost, that is noticed then, every few seconds: another
    /// server may take the lock and write.
    /// </summary>
    public void Settle()
    {
        lock (_writing)
        lock (_session)
        {
            if (_closed) return;
            try
            {
                if (HasToApply) Apply(durable: true);
                else if (_engine.CanBeLost) BeginWrite().RollBack();
            }
#pragma warning disable CA1031 // nobody asked for it; whoever writes next is told what is wrong, and then it is tried again
            catch (Exception)
#pragma warning restore CA1031
            {
                _writer?.RollBack();
            }
            finally
            {
                if (_engine.CanBeLost || HasToApply) _rest.Change(Look, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Finishes the work that waits.</summary>
    public void Dispose()
    {
        _rest.Dispose();
        _queue.CompleteAdding();
        _thread.Join();
        lock (_writing)
        lock (_session)
        {
            EndLog();
            _closed = true;
            _points?.Dispose();
            _writer?.Dispose();
            _writer = null;
        }

        _queue.Dispose();
    }

    void WriteLoop()
    {
        var group = new List<WriteWork>(_engine.GroupLimit);
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            group.Add(first);
            CommitNow(group);
            group.Clear();
        }
    }

    void CommitNow(List<WriteWork> group)
    {
        Exception? failure;
        lock (_writing)
        {
            while (!_closed && group.Count < _engine.GroupLimit && _queue.TryTake(out var next)) group.Add(next);
            if (_log is not null && group.TrueForAll(work => work.MayWait)) failure = Log(_log, group);
            else lock (_session) failure = Commit(group);
        }

        Interlocked.Add(ref _unfinished, -group.Count);
        foreach (var work in group)
            if (failure is null) work.Complete();
            else work.Fail(failure);
    }

    // Answers what happened to the group as a whole.
    Exception? Commit(List<WriteWork> group)
    {
        var committing = false;
        _points?.Forget();
        try
        {
            if (HasToApply) Apply(durable: false);
            var writer = BeginWrite();
            if (group is [var only])
            {
                if (!RunWhole(writer, only)) return null;
            }
            else
            {
                foreach (var work in group) RunPiece(writer, work);
            }

            committing = true;
            writer.Commit();
            Committed(group);
            return null;
        }
#pragma warning disable CA1031 // whatever happened is handed to every caller of the group
        catch (Exception error)
#pragma warning restore CA1031
        {
            var unsure = committing && _writer is { IsLost: true };
            _writer?.RollBack();
            if (unsure) Forget();
            return NotWritten(error, unsure);
        }
    }

    void Committed(List<WriteWork> group)
    {
        _rest.Change(Rest, Timeout.InfiniteTimeSpan);
        RunChanges.Add(group);
        if (!group.TrueForAll(work => work.MayWait)) Interlocked.Increment(ref _changesButPoints);
        Interlocked.Increment(ref _changes); // last: whoever sees that something was written finds out which runs
    }

    IStoreSession BeginWrite(bool durable = true)
    {
        if (_closed) throw Closed();
        if (_writer is not null && _writer.TryBegin(durable)) return _writer;

        // The connection is lost. Another one needs the lock anew; until it has that, somebody else may write.
        Forget();
        _writer?.Dispose();
        _writer = null;
        var writer = _engine.OpenWriter();
        try
        {
            Migration.Require(writer.Connection, _engine.Place, _migrations);
            if (!writer.TryBegin(durable)) throw new StoreException(_engine.Place, "went away at once. Panta tries again with the next request.");
            Forget();
            return _writer = writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    void Forget()
    {
        RunChanges.Forget();
        Interlocked.Increment(ref _changesButPoints);
        Interlocked.Increment(ref _changes);
    }

    // Work that is alone in its transaction needs no savepoint. Answers whether there is something to commit.
    bool RunWhole(IStoreSession writer, WriteWork work)
    {
        work.RunOn(writer.Connection);
        if (work.Error is null) return true;

        RequireOpen(writer, work.Error);
        writer.RollBack();
        work.Explain(_engine);
        return false;
    }

    void RunPiece(IStoreSession writer, WriteWork work)
    {
        writer.BeginPiece();
        work.RunOn(writer.Connection);
        if (work.Error is null)
        {
            writer.KeepPiece();
            return;
        }

        RequireOpen(writer, work.Error);
        writer.UndoPiece();
        work.Explain(_engine);
    }

    // A full disk, an I/O error or a lost connection may have ended the whole transaction: then the group fails together.
    static void RequireOpen(IStoreSession writer, Exception error)
    {
        if (!writer.IsOpen) ExceptionDispatchInfo.Throw(error);
    }

    StoreException Closed() => new(_engine.Place, "is closed: the program is stopping. Repeat when it runs again.");

    Exception NotWritten(Exception error, bool unsure) => error switch
    {
        StoreException or DatabaseInUseException => error,
        _ when unsure => PostgresFailures.OfCommit(_engine.Place, error),
        _ => _engine.Explain(error) ?? new StoreException(
            _engine.Place, $"could not be written: {error.Message} Mend the cause, then repeat; nothing of this change was kept.", error),
    };
}
