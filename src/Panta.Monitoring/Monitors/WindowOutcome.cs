namespace Panta.Monitoring.Monitors;

/// <summary>How one window turned out for one check: what m-of-n rules count.</summary>
/// <param name="Start">The window's start.</param>
/// <param name="Status">The verdict, or why there is none.</param>
/// <param name="Cleared">Whether it lay far enough inside the limit to close an alert.</param>
public readonly record struct WindowOutcome(DateTimeOffset Start, CheckStatus Status, bool Cleared)
{
    /// <summary>Whether there was a verdict.</summary>
    internal bool IsVerdict => Status is CheckStatus.Passed or CheckStatus.Breached;
}
