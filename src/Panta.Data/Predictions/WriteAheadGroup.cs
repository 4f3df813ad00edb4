namespace Panta.Data.Predictions;

/// <summary>Records that go to the disk with one write and one fsync, and those who wait for it.</summary>
sealed class WriteAheadGroup
{
    const int KeptBytes = 1 << 20;

    readonly List<(long Sequence, Action<long> Call)> _calls = [];
    byte[] _buffer = [];
    int _length;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public long Last { get; private set; }

    /// <summary>Whether a new segment begins behind this group.</summary>
    public bool Rotates { get; set; }

    public bool IsIdle => _length == 0 && !Rotates;

    public TaskCompletionSource OnDisk { get; private set; } = New();

    public TaskCompletionSource<long> Rotated { get; private set; } = NewRotated();

    /// <summary>Whether a record still fits; into an empty group any does.</summary>
    public bool HasRoom(int payloadBytes, int maxBytes) => _length == 0 || (long)_length + WriteAheadRecord.HeaderBytes + payloadBytes <= maxBytes;

    public void Add(long sequence, long durable, ReadOnlySpan<byte> payload, Action<long>? onDisk)
    {
        var size = WriteAheadRecord.HeaderBytes + payload.Length;
        if (_buffer.Length - _length < size) Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(_length + (long)size, _buffer.Length * 2L)));

        WriteAheadRecord.Write(_buffer.AsSpan(_length, size), sequence, durable, payload);
        _length += size;
        Last = sequence;
        if (onDisk is not null) _calls.Add((sequence, onDisk));
    }

    /// <summary>Tells that the records are on disk: first the calls, in order, then those who wait.</summary>
    public void Acknowledge()
    {
        foreach (var (sequence, call) in _calls) call(sequence);
        OnDisk.SetResult();
    }

    public void Refuse(Exception error)
    {
        OnDisk.TrySetException(error);
        if (Rotates) Rotated.TrySetException(error);

        // Nobody may be waiting for it; the error is told to those who are.
        _ = OnDisk.Task.Exception;
        _ = Rotated.Task.Exception;
    }

    /// <summary>This group, empty again, with its buffer unless it is large.</summary>
    public WriteAheadGroup Cleared()
    {
        if (_buffer.Length > KeptBytes) _buffer = [];
        (_length, Last, Rotates) = (0, 0, false);
        _calls.Clear();
        OnDisk = New();
        Rotated = NewRotated();
        return this;
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    static TaskCompletionSource<long> NewRotated() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
