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

    /// <summary>Runs it and notes whether it failed.</summary>
    public void RunOn(IDbConnection connection)
    {
        _current = this;
        Run(connection);
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

    protected abstract void Run(IDbConnection connection);
}

/// <summary>A piece of work with an answer.</summary>
sealed class WriteWork<T>(Func<IDbConnection, T> work, CancellationToken cancel) : WriteWork
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

    protected override void Run(IDbConnection connection)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            _result = work(connection);
        }
#pragma warning disable CA1031 // handed to the caller, whose work it is
        catch (Exception error)
#pragma warning restore CA1031
        {
            Error = error;
        }
    }
}
