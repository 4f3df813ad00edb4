namespace Panta.Monitoring.Monitors;

/// <summary>What follows from a window's result.</summary>
/// <param name="State">The state to go on with.</param>
/// <param name="Events">What happened, in the order of the checks; all of one window, so they make one notification. Empty: nothing.</param>
public sealed record Evaluation(MonitorState State, IReadOnlyList<AlertEvent> Events);
