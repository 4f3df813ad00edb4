using Panta.Data.Windows;

namespace Panta.Monitoring.Monitors;

/// <summary>Something that happened to an alert: a row of the history of alerts, and what workflows are triggered by.</summary>
public sealed record AlertEvent
{
    /// <summary>What happened.</summary>
    public required AlertEventKind Kind { get; init; }

    /// <summary>The alert's identity; see <see cref="Monitor.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The monitor's name.</summary>
    public required string Monitor { get; init; }

    /// <summary>The check's id.</summary>
    public required string Check { get; init; }

    /// <summary>The column. Default null: the whole window.</summary>
    public string? Column { get; init; }

    /// <summary>The version of the model that the window is about.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>The window whose result brought it about.</summary>
    public required Window Window { get; init; }

    /// <summary>When, on the project's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How grave.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Whether people are to be told: false within the alert's cool-down. Default true.</summary>
    public bool Announce { get; init; } = true;

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>The check's result that brought it about. Default null: a change of model version did.</summary>
    public CheckResult? Result { get; init; }
}
