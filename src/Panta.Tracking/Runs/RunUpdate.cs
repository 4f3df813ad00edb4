namespace Panta.Tracking.Runs;

/// <summary>What to change of a run; null leaves as it is.</summary>
public sealed record RunUpdate
{
    /// <summary>The new status. Default null.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>When it ended, in milliseconds since 1970, UTC. Default null.</summary>
    public long? EndTime { get; init; }

    /// <summary>The new name; empty leaves as it is. Default null.</summary>
    public string? Name { get; init; }
}
