using Panta.Monitoring.Monitors;

namespace Panta.Workflows.Projects;

/// <summary>How a project stands.</summary>
public sealed record ProjectSummary
{
    /// <summary>Gets the project's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the project's time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Gets which clock it lives by.</summary>
    public required ClockKind Clock { get; init; }

    /// <summary>Gets the metric.</summary>
    public required KpiMetric Metric { get; init; }

    /// <summary>Gets the version that answers. Default null: none yet.</summary>
    public string? Champion { get; init; }

    /// <summary>Gets the number of decisions so far.</summary>
    public required int Decisions { get; init; }

    /// <summary>Gets the number of alerts so far.</summary>
    public required int Alerts { get; init; }

    /// <summary>Gets the number of retrains that ended in a promotion or not.</summary>
    public required int Retrains { get; init; }

    /// <summary>Gets the number of promotions after the first model.</summary>
    public required int Promotions { get; init; }

    /// <summary>Gets the KPI over all judged windows.</summary>
    public required KpiTotals Kpi { get; init; }
}
