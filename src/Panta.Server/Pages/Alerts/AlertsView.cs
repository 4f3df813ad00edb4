using Panta.Data.Predictions;

namespace Panta.Server.Pages;

/// <summary>Alerts: what is open, since when, and what was done about those that are resolved.</summary>
/// <param name="Open">Open alerts about a model or a window as a whole, oldest first.</param>
/// <param name="Watched">Open alerts about single inputs: they left their reference, which may be the season and no damage.</param>
/// <param name="Resolved">Resolved alerts about a model or a window as a whole, newest first.</param>
/// <param name="Returned">Resolved alerts about single inputs, newest first.</param>
public sealed record AlertsView(
    IReadOnlyList<AlertsView.Line> Open,
    IReadOnlyList<AlertsView.Line> Watched,
    IReadOnlyList<AlertsView.Line> Resolved,
    IReadOnlyList<AlertsView.Line> Returned)
{
    /// <summary>What was announced lately, newest first, and whether it is about a single input. Default none.</summary>
    public IReadOnlyList<(Notification Notification, bool IsInput)> Told { get; init; } = [];

    /// <summary>
    /// Whether the table of all notifications is there: it is begun when the first ones go from the write-ahead file to Delta. Default false.
    /// </summary>
    public bool HasTable { get; init; }

    /// <summary>One alert.</summary>
    public sealed record Line
    {
        /// <summary>The alert's id.</summary>
        public required string Id { get; init; }

        /// <summary>The project.</summary>
        public required string Project { get; init; }

        /// <summary>The check that was violated.</summary>
        public required string Check { get; init; }

        /// <summary>The input it is about; null for the window as a whole. Default null.</summary>
        public string? Column { get; init; }

        /// <summary>What was measured against what.</summary>
        public required string Evidence { get; init; }

        /// <summary>When it opened, on the project's clock.</summary>
        public required DateTimeOffset Opened { get; init; }

        /// <summary>When it was resolved, on the project's clock; null while it is open. Default null.</summary>
        public DateTimeOffset? Resolved { get; init; }

        /// <summary>What was done, such as "v14 promoted". Default empty.</summary>
        public string Outcome { get; init; } = "";

        /// <summary>How often the check was violated while it was open. Default 1.</summary>
        public long Occurrences { get; init; } = 1;
    }
}
