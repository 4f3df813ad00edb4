namespace Panta.Tracking.Tests.Stores;

/// <summary>A clock whose only timer rings when it is told to.</summary>
sealed class Alarm : TimeProvider, ITimer
{
    TimerCallback? _ring;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _ring = callback;
        return this;
    }

    public void Ring() => _ring?.Invoke(null);

    public bool Change(TimeSpan dueTime, TimeSpan period) => true;

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
