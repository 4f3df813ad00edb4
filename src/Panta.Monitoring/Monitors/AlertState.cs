namespace Panta.Monitoring.Monitors;

/// <summary>What is remembered of one check, or of one check on one column.</summary>
public sealed record AlertState
{
    /// <summary>The alert's identity; see <see cref="Monitor.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The check's id.</summary>
    public required string Check { get; init; }

    /// <summary>The column. Default null: the whole window.</summary>
    public string? Column { get; init; }

    /// <summary>Where the alert stands. Default <see cref="AlertPhase.Inactive"/>.</summary>
    public AlertPhase Phase { get; init; }

    /// <summary>When the open alert was opened. Default null: it is not open.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it was last announced, kept after it closed for the cool-down. Default null: never.</summary>
    public DateTimeOffset? Announced { get; init; }

    /// <summary>How grave it was when last announced. Default <see cref="Severity.Warning"/>.</summary>
    public Severity Severity { get; init; }

    /// <summary>Whether the lack of verdicts was announced. Default false.</summary>
    public bool Blind { get; init; }

    /// <summary>The outcomes of the last windows, oldest first. Default empty.</summary>
    public IReadOnlyList<WindowOutcome> Recent { get; init; } = [];

    /// <summary>Windows that start before this one no longer count: an alert was closed after them. Default: all count.</summary>
    public DateTimeOffset Floor { get; init; } = DateTimeOffset.MinValue;
}
