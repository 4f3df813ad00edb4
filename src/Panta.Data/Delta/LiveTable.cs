using System.Globalization;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>
/// A table as far as its log is known, brought up to date by reading only what is new. What reads and changes the table shares it. Safe to use from many
/// threads.
/// </summary>
sealed class LiveTable
{
    const int CheckpointInterval = 10;

    readonly Lock _gate = new();
    readonly DataFileReader _reader;
    DeltaSnapshot _current;

    public LiveTable(ITableFiles files, TimeProvider time)
    {
        Files = files;
        Time = time;
        Log = new(files);
        _reader = new(files);
        _current = At(Log.Load(null));
    }

    public ITableFiles Files { get; }

    public LogFolder Log { get; }

    public TimeProvider Time { get; }

    /// <summary>Where the table is, as messages name it.</summary>
    public string Path => Files.Location;

    /// <summary>Why the last checkpoint could not be written, or what is older than the log's retention not be deleted.</summary>
    public Exception? CheckpointFailure { get; private set; }

    /// <summary>The snapshot that was looked at last.</summary>
    public DeltaSnapshot Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    /// <summary>The table at a version, or at the newest.</summary>
    public DeltaSnapshot Snapshot(long? version = null)
    {
        lock (_gate)
        {
            if (version is { } wanted && wanted < _current.Version) return At(Log.Load(wanted));

            Advance();
            return version is null || version == _current.Version ? _current : throw new DeltaException(Path, $"version {version} is not there; the newest is {_current.Version}.");
        }
    }

    /// <summary>
    /// What is due after a commit. The change is committed whatever becomes of the checkpoint, which only makes opening faster: one that fails is tried again
    /// with the next commit.
    /// </summary>
    public void Committed(long version)
    {
        DeltaSnapshot now;
        lock (_gate)
        {
            Advance();
            now = _current;
            var interval = int.TryParse(now.Properties.GetValueOrDefault("delta.checkpointInterval"), CultureInfo.InvariantCulture, out var given) && given > 0
                ? given : CheckpointInterval;
            if (version % interval != 0 && CheckpointFailure is null) return;
        }

        try
        {
            Checkpoint.Write(Log, now, Time.GetUtcNow());
            LogCleanup.Run(Files, now, Time.GetUtcNow());
            CheckpointFailure = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CheckpointFailure = error;
        }
    }

    /// <summary>The changes of some versions.</summary>
    public Frames.DataFrame Changes(long from, long to) => ChangeFeed.Read(Log, _reader, version => Snapshot(version), from, to);

    void Advance()
    {
        while (Log.TryRead(_current.Version + 1) is { } actions)
            _current = At((_current.Version + 1, TableState.Apply(_current.State, actions, Log.PathOf(_current.Version + 1))));
    }

    DeltaSnapshot At((long Version, TableState State) loaded)
    {
        ProtocolCheck.RequireReadable(Path, loaded.State.Protocol);
        return new(Path, loaded.Version, loaded.State, _reader);
    }
}
