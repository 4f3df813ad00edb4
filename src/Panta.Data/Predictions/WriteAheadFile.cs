using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Panta.Data.Delta;

namespace Panta.Data.Predictions;

/// <summary>
/// A durable sequence of records: an append is acknowledged when it is on disk. Many callers share one fsync: the next group forms while the last one
/// is on its way, without a timer. Sequences start at 1 and never restart. A torn tail, which nobody was promised, is cut when the file is opened;
/// a damaged record that was acknowledged is an error. One process at a time; safe to call from many threads.
/// </summary>
/// <remarks>
/// A folder of segments <c>&lt;first sequence&gt;.wal</c>: <see cref="RotateAsync"/> begins the next one, <see cref="Release"/> deletes those no longer needed.
/// Opening rewrites the newest segment to fresh blocks, because after a failed fsync the kernel may take pages for written that never were.
/// </remarks>
public sealed class WriteAheadFile : IAsyncDisposable
{
    readonly Lock _gate = new();
    readonly List<(string Path, long Last)> _sealed;
    readonly WriteAheadOptions _options;
    readonly string _folder;
    readonly SafeFileHandle _lock;
    WriteAheadSegment _segment;
    WriteAheadGroup _forming = new();
    WriteAheadGroup? _spare;
    Task _drain = Task.CompletedTask;
    Exception? _unusable;
    bool _draining;
    long _last;
    long _durable;

    WriteAheadFile(string folder, WriteAheadOptions options, SafeFileHandle @lock, WriteAheadSegment segment, List<(string Path, long Last)> @sealed, long last)
    {
        (_folder, _options, _lock, _segment, _sealed) = (folder, options, @lock, segment, @sealed);
        _last = _durable = last;
    }

    /// <summary>Gets the sequence of the last record on disk; 0 where there never was one.</summary>
    public long LastSequence
    {
        get
        {
            lock (_gate) return _durable;
        }
    }

    /// <summary>Opens the file in a folder, or makes it.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="after">The last sequence that is known from elsewhere (such as a table's transaction): no lower one is given again. Default 0.</param>
    /// <param name="replay">
    /// Called in order with the sequence and payload of each record above <paramref name="after"/>; the payload is valid during the call. Default: none.
    /// </param>
    /// <param name="options">Bounds. Default: the defaults.</param>
    /// <exception cref="WriteAheadException">Another process has it open, or an acknowledged record is damaged.</exception>
    public static WriteAheadFile Open(string folder, long after = 0, Action<long, ReadOnlyMemory<byte>>? replay = null, WriteAheadOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        Disk.CreateFolder(folder);
        var @lock = Lock(folder);
        try
        {
            options ??= new();
            var segments = WriteAheadRecovery.Run(folder, options.MaxRecordBytes, after, replay ?? ((_, _) => { }), out var newest, out var last);
            return new(folder, options, @lock, newest, segments, last);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Appends a record.</summary>
    /// <param name="payload">Its bytes; copied before the call returns, unless much is waiting for the disk already.</param>
    /// <returns>Its sequence, once it is on disk.</returns>
    /// <exception cref="ArgumentException">The payload is larger than a record may be.</exception>
    /// <exception cref="WriteAheadException">
    /// The disk refused. After a failed write (disk full) the file is cut back to what was acknowledged and takes appends again; after a failed fsync it
    /// refuses all until it is opened anew. The record was not acknowledged, though it may be there after an fsync that failed.
    /// </exception>
    public Task<long> AppendAsync(ReadOnlyMemory<byte> payload) => AppendAsync(payload, null);

    /// <summary>Appends a record and calls back, in order of sequence, when it is on disk and before anybody hears of it.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="onDisk">Called on the thread that writes the group, which may be a caller's: short, and without an exception.</param>
    internal async Task<long> AppendAsync(ReadOnlyMemory<byte> payload, Action<long>? onDisk)
    {
        if (payload.Length > _options.MaxRecordBytes)
            throw new ArgumentException($"A record of {payload.Length} bytes is too large: at most {_options.MaxRecordBytes}. Send fewer rows at once.", nameof(payload));

        while (true)
        {
            Task written;
            long sequence;
            TaskCompletionSource? lead = null;
            lock (_gate)
            {
                ThrowIfUnusable();
                sequence = _forming.HasRoom(payload.Length, _options.MaxGroupBytes) ? ++_last : 0;
                if (sequence > 0) _forming.Add(sequence, _durable, payload.Span, onDisk);
                written = _forming.OnDisk.Task;
                if (!_draining) (_draining, _drain) = (true, (lead = new()).Task);
            }

            if (lead is not null) Lead(lead);
            await written.ConfigureAwait(sequence > 0 ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.SuppressThrowing);
            if (sequence > 0) return sequence;
        }
    }

    /// <summary>Begins a new segment, so that those before it can be released as a whole.</summary>
    /// <returns>The last sequence of the segments before.</returns>
    /// <exception cref="WriteAheadException">The new segment could not be made; the old one goes on.</exception>
    public Task<long> RotateAsync()
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            _forming.Rotates = true;
            StartDraining();
            return _forming.Rotated.Task;
        }
    }

    /// <summary>Deletes the segments all of whose records are at or below a sequence; the newest stays.</summary>
    /// <param name="through">The last sequence that is no longer needed.</param>
    public void Release(long through)
    {
        List<(string Path, long Last)> gone;
        lock (_gate)
        {
            gone = _sealed.FindAll(segment => segment.Last <= through);
            _sealed.RemoveAll(segment => segment.Last <= through);
        }

        // Oldest first: whatever is left after a kill in between is a run without a gap.
        foreach (var (path, _) in gone) File.Delete(path);
    }

    /// <summary>Writes what waits, then closes. Nothing is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        while (true)
        {
            Task drain;
            lock (_gate)
            {
                _unusable ??= new ObjectDisposedException(nameof(WriteAheadFile), $"The write-ahead file '{_folder}' is closed.");
                if (!_draining) break;
                drain = _drain;
            }

            await drain.ConfigureAwait(false);
        }

        _segment.Dispose();
        _lock.Dispose();
    }

    static SafeFileHandle Lock(string folder)
    {
        try
        {
            return File.OpenHandle(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new WriteAheadException(folder, "another process has it open. End that one first.", error);
        }
    }

    void ThrowIfUnusable()
    {
        if (_unusable is ObjectDisposedException disposed) throw new ObjectDisposedException(disposed.ObjectName, disposed.Message);
        if (_unusable is not null)
            throw new WriteAheadException(
                _folder, $"an earlier write failed ({_unusable.Message}) and nothing is taken since. Mend the disk and open it anew.", _unusable);
    }

    // Under the lock.
    void StartDraining()
    {
        if (_draining) return;

        _draining = true;
        _drain = Task.Run(Drain);
    }

    // The caller who finds nobody writing writes its group itself: no thread has to wake for it. What came meanwhile is written behind it.
    void Lead(TaskCompletionSource done)
    {
        WriteForming();
        lock (_gate)
        {
            if (_forming.IsIdle) _draining = false;
            else _drain = Task.Run(Drain);
        }

        done.SetResult();
    }

    void Drain()
    {
        while (WriteForming())
        {
        }
    }

    /// <summary>Writes the group that has formed; false, and nobody is writing any more, where there is none.</summary>
    bool WriteForming()
    {
        WriteAheadGroup group;
        lock (_gate)
        {
            if (_forming.IsIdle)
            {
                _draining = false;
                return false;
            }

            group = _forming;
            _forming = _spare ?? new();
            _spare = null;
        }

        Write(group);
        lock (_gate) _spare = group.Cleared();
        return true;
    }

    void Write(WriteAheadGroup group)
    {
        try
        {
            if (Written(group)) Rotate(group);
        }
        catch (Exception error)
        {
            // The edge of the writer's task: whatever it is, nobody may wait for ever, and nothing may be taken after it.
            lock (_gate) _unusable ??= error;
            Fail(group, error);
        }
    }

    bool Written(WriteAheadGroup group)
    {
        try
        {
            if (group.Bytes.Length > 0) _segment.Append(group.Bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail(group, error);
            return false;
        }

        lock (_gate) _durable = Math.Max(_durable, group.Last);
        group.Acknowledge();
        return true;
    }

    // A failed write left bytes behind the last acknowledged record: they are cut off before anything else is written. A failed fsync, or a cut that
    // fails, says that the kernel's picture of the file is not the disk's; only reopening, which writes afresh, may follow.
    void Fail(WriteAheadGroup group, Exception error)
    {
        var final = error is WriteAheadSyncException || _unusable is not null and not ObjectDisposedException;
        try
        {
            if (!final) _segment.CutBack();
        }
        catch (Exception second) when (second is IOException or UnauthorizedAccessException)
        {
            final = true;
        }

        WriteAheadGroup waiting;
        lock (_gate)
        {
            if (final) _unusable ??= error;
            waiting = _forming;
            _forming = new();
            _last = _durable;
        }

        var refused = new WriteAheadException(_folder, $"the disk refused the write ({error.Message}); the rows were not acknowledged. "
            + (final ? "Mend the disk and open it anew." : "Free space, then send them again."), error);
        group.Refuse(refused);
        waiting.Refuse(refused);
    }

    void Rotate(WriteAheadGroup group)
    {
        if (!group.Rotates) return;

        try
        {
            if (_segment.First <= _durable)
            {
                var next = WriteAheadSegment.Create(_folder, _durable + 1);
                lock (_gate) _sealed.Add((_segment.Path, _durable));
                _segment.Dispose();
                _segment = next;
            }

            group.Rotated.SetResult(_durable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var next = WriteAheadSegment.PathOf(_folder, _durable + 1);

            // The new name may be there though its folder's fsync failed: going on in the old segment would give its sequences twice.
            if (File.Exists(next))
                lock (_gate) _unusable ??= error;
            group.Rotated.SetException(new WriteAheadException(next, $"the next segment could not be made ({error.Message}).", error));
        }
    }
}
