using System.Data;

namespace Panta.Tracking.Stores;

/// <summary>A piece of work that waits for the writer's next group.</summary>
abstract class WriteWork
{
    public Exception? Error { get; protected set; }

    public List<Action> AfterCommit { get; } = [];

    public abstract void Run(IDbConnection connection);

    public abstract void Complete();

    public abstract void Fail(Exception error);

    public void RunAfterCommit()
    {
        foreach (var action in AfterCommit) action();
    }
}

/// <summary>A piece of work with an answer.</summary>
sealed class WriteWork<T>(Func<IDbConnection, T> work, CancellationToken cancel) : WriteWork
{
    // Continuations may be anything; they must not run on the writer's thread.
    readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? _result;

    public Task<T> Task => _done.Task;

    public override void Run(IDbConnection connection)
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

    public override void Complete()
    {
        if (Error is OperationCanceledException) _done.TrySetCanceled(cancel);
        else if (Error is not null) _done.TrySetException(Error);
        else _done.TrySetResult(_result!); // set by Run: there was no error
    }

    public override void Fail(Exception error) => _done.TrySetException(error);
}
