using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>How points of metrics come into the log, and from there into the tables.</summary>
sealed partial class GroupCommit
{
    const long LongAgo = long.MinValue / 2;

    const int Backlog = 200; // points that are put into the tables within a few milliseconds

    static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(1);

    readonly PointLog? _log;
    PointGroup? _points;
    int _ordering;
    int _reading;
    long _failed = LongAgo;

    // Whether there is something that the tables lack, or a record that must not come back.
    bool HasToApply => _log is { Count: > 0 } or { IsBroken: true };

    bool HasJustFailed => Environment.TickCount64 - Interlocked.Read(ref _failed) < Rest.TotalMilliseconds;

    /// <summary>
    /// Makes sure that who begins to read now sees all that was answered. Where the disk is full, points logged since are seen when there is room again:
    /// nothing of them is lost, and what can be read is read.
    /// </summary>
    public void PutInOrder()
    {
        // Work has seen to it before it began.
        if (_log is not { Count: > 0 } log || WriteWork.Current is not null || HasJustFailed) return;

        // Whoever writes puts in order too: then nothing is left to wait for.
        Interlocked.Increment(ref _reading);
        for (var last = log.Last; log.Applied < last && log.Count > 0;)
        {
            if (!_session.TryEnter(Turn)) continue;

            TryApply();
            _session.Exit();
            break;
        }

        Interlocked.Decrement(ref _reading);
    }

    // Points of all the group in one write, and nothing of SQLite's. Answers what happened to the group as a whole.
    Exception? Log(PointLog log, List<WriteWork> group)
    {
        try
        {
            if (_closed) throw Closed();
            var points = Find(group);
            if (points.Count == 0) return null;

            if (!log.IsBegun) BeginLog(log);
            LetReadersPass(log);
            if (!log.TryAppend(points)) MakeRoom(log, points);
            Committed(group);
            // Meanwhile others log on.
            if (log.Count >= PointLog.Many && Interlocked.Exchange(ref _ordering, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(_ => ApplyMany(), null);
            return null;
        }
#pragma warning disable CA1031 // whatever happened is handed to every caller of the group
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (HasToApply) _rest.Change(Rest, Timeout.InfiniteTimeSpan);
            return NotWritten(error, unsure: false);
        }
    }

    // More can be logged than put into the tables, and whoever waits to read would wait ever longer.
    void LetReadersPass(PointLog log)
    {
        if (Volatile.Read(ref _reading) > 0 && log.Count > Backlog)
            lock (_session) { }
    }

    List<PointRow> Find(List<WriteWork> group)
    {
        _points ??= new(_engine.OpenReader());
        _points.Begin();
        foreach (var work in group)
        {
            work.RunOn(_writer!.Connection, _points); // a file is not lost: there is one
            work.Explain(_engine);
        }

        return _points.Points;
    }

    void BeginLog(PointLog log) => InSession(() =>
    {
        if (HasToApply) Apply(durable: true);
        var writer = BeginWrite();
        try
        {
            log.Begin(writer.Connection);
            writer.Commit();
        }
        catch
        {
            log.End();
            throw;
        }

        log.Begun();
    });

    // The log is full, or has not room for so many at all.
    void MakeRoom(PointLog log, List<PointRow> points) => InSession(() =>
    {
        Apply(durable: true);
        if (log.TryAppend(points)) return;

        var writer = BeginWrite();
        PointRows.Add(writer.Connection, points);
        writer.Commit();
    });

    void InSession(Action work)
    {
        lock (_session)
            try
            {
                work();
            }
            catch
            {
                _writer?.RollBack();
                throw;
            }
    }

    void ApplyMany()
    {
        lock (_session)
        {
            Volatile.Write(ref _ordering, 0);
            if (!_closed) TryApply(GiveWay);
        }
    }

    // Much work at a time; others that have little wait for the processor. But whoever waits to read waits for this.
    void GiveWay()
    {
        if (Volatile.Read(ref _reading) == 0) Thread.Yield();
    }

    // What is logged is safe, whether it can be put in order or not. After a failure it is not tried with every read.
    void TryApply(Action? between = null)
    {
        if (HasJustFailed) return;

        try
        {
            Apply(durable: false, between: between);
        }
#pragma warning disable CA1031 // a full disk, or any other failure: it is tried again, and a writer is told
        catch (Exception)
#pragma warning restore CA1031
        {
            _writer?.RollBack();
        }
    }

    // Puts what waits into the tables; ends the log where it is broken, or done with.
    void Apply(bool durable, bool ends = false, Action? between = null)
    {
        var log = _log!; // only called where there is one
        ends |= log.IsBroken; // asked first: what was logged before it broke is taken then
        var hadFailed = Interlocked.Read(ref _failed) != LongAgo;
        try
        {
            var writer = BeginWrite(durable || ends);
            var batch = log.Take();
            try
            {
                PointLog.Apply(writer.Connection, batch, ends, between);
                writer.Commit();
            }
            catch
            {
                log.PutBack(batch);
                throw;
            }

            log.Forget(batch, durable || ends);
        }
        catch
        {
            Interlocked.Exchange(ref _failed, Environment.TickCount64);
            throw;
        }

        if (ends) log.Remove();
        if (!hadFailed) return;

        Forget(); // who remembers something of these runs has looked at them too early
        Interlocked.Exchange(ref _failed, LongAgo);
    }

    void EndLog()
    {
        if (_log is not { IsBegun: true } && !HasToApply) return;

        try
        {
            Apply(durable: true, ends: true);
        }
#pragma warning disable CA1031 // as after a kill: the next start finds the log
        catch (Exception)
#pragma warning restore CA1031
        {
            _writer?.RollBack();
            _log!.End(); // there is one
        }
    }
}
