using Panta.Monitoring.Monitors;

namespace Panta.Workflows.Monitors;

/// <summary>A check's violation, open until it is resolved.</summary>
public sealed record Alert
{
    /// <summary>Gets the alert's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets what tells alerts of one check and column from others.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Gets the check's id.</summary>
    public required string Check { get; init; }

    /// <summary>Gets the column. Default null: the whole window.</summary>
    public string? Column { get; init; }

    /// <summary>Gets the version that answered.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Gets how grave it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Gets when it opened, by the project's clock.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Gets when it was resolved, by the project's clock. Default null: it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Gets the start of the first breached window it rests on.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Gets the start of the window that opened it.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>Gets one sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>Gets why it was resolved. Default null.</summary>
    public string? Resolution { get; init; }

    /// <summary>Gets what the check measured when it opened.</summary>
    public required CheckResult Result { get; init; }

    /// <summary>Gets whether it is open.</summary>
    public bool IsOpen => ResolvedAt is null;
}
