using System.Data;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>A piece of work that is committed alone or with others.</summary>
abstract class WriteWork
{
    [ThreadStatic]
    static WriteWork? _current;

    List<Action>? _afterCommit;
    List<long>? _touched;

    /// <summary>The work that is running on this thread; null for none.</summary>
    public static WriteWork? Current => _current;

    /// <summary>Why it failed; null if it did not.</summary>
    public Exception? Error { get; protected set; }

    /// <summary>The short keys of the runs it changed; one may come more than once.</summary>
    public IReadOnlyList<long> TouchedRuns => _touched ?? [];

    /// <summary>Whether it may have changed any run.</summary>
    public bool TouchesAnyRun { get; private set; }

    /// <summary>Whether it removes runs for good.</summary>
    public bool RemovesRuns { get; private set; }

    /// <summary>Whether all it changes can be logged. Default: false.</summary>
    public bool MayWait { get; init; }

    /// <summary>Runs it and notes whether it failed.</summary>
    /// <param name="connection">In a transaction; not looked at where there is a log.</param>
    /// <param name="log">Takes what can be logged; null (default) where that is to be written too.</param>
    public void RunOn(IDbConnection connection, PointGroup? log = null)
    {
        _current = this;
        Run(connection, log);
        _current = null;
    }

    /// <summary>Puts a failure into the words of the engine, where it is the engine's.</summary>
    public void Explain(IStoreEngine engine)
    {
        if (Error is not null) Error = engine.Explain(Error) ?? Error;
    }

    public abstract void Complete();

    public abstract void Fail(Exception error);

    public void AddAfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    public void Touch(long run) => (_touched ??= []).Add(run);

    public void TouchRemoved(long run)
    {
        Touch(run);
        RemovesRuns = true;
    }

    public void TouchAnyRun() => TouchesAnyRun = true;

    public void RunAfterCommit()
    {
        foreach (var action in _afterCommit ?? []) action();
    }

    protected abstract void Run(IDbConnection connection, PointGroup? log);
}

/// <summary>A piece of work with an answer.</summary>
/// <param name="work">What it does on the connection; points it is to log only, where it is given a list for them, go there.</param>
/// <param name="cancel">Gives it up if it has not begun.</param>
sealed class WriteWork<T>(Func<IDbConnection, PointGroup?, T> work, CancellationToken cancel) : WriteWork
{
    // Continuations may be anything; they must not run on the writer's thread.
    readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? _result;

    public Task<T> Task => _done.Task;

    public override void Complete()
    {
        if (Error is OperationCanceledException) _done.TrySetCanceled(cancel);
        else if (Error is not null) _done.TrySetException(Error);
        else _done.TrySetResult(_result!); // set by Run: there was no error
    }

    public override void Fail(Exception error) => _done.TrySetException(error);

    protected override void Run(IDbConnection connection, PointGroup? log)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            _result = work(connection, log);
        }
#pragma warning disable CA1031 // handed to the caller, whose work it is
        catch (Exception error)
#pragma warning restore CA1031
        {
            Error = error;
        }
    }
}
