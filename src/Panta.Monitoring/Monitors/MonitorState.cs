namespace Panta.Monitoring.Monitors;

/// <summary>What a monitor remembers between windows. Immutable; stored as JSON beside the windows' results, in one transaction with them.</summary>
public sealed record MonitorState
{
    /// <summary>The state before the first window.</summary>
    public static MonitorState Empty { get; } = new();

    /// <summary>The model version that the remembered windows are about. Default null: no window yet.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>The start of the newest window taken in. Default: the earliest time there is.</summary>
    public DateTimeOffset LastWindow { get; init; } = DateTimeOffset.MinValue;

    /// <summary>One entry for each check, or check and column, that was ever judged. Default empty.</summary>
    public IReadOnlyList<AlertState> Alerts { get; init; } = [];
}
