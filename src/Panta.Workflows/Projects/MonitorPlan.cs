using System.Collections.Immutable;
using Panta.Monitoring.Monitors;

namespace Panta.Workflows.Projects;

/// <summary>What is watched of the endpoint.</summary>
public sealed record MonitorPlan
{
    /// <summary>Gets what windows are compared with: <c>training</c>, the rows of the first training set. Default <c>training</c>.</summary>
    public string Reference { get; init; } = "training";

    /// <summary>Gets the length of a window. Default one day.</summary>
    public Duration Window { get; init; } = new(TimeSpan.FromDays(1));

    /// <summary>Gets the checks.</summary>
    public ImmutableArray<Check> Checks { get; init; } = [];
}
