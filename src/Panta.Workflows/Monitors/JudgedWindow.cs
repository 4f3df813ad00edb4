using System.Collections.Immutable;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Monitors;
using Panta.Monitoring.Profiles;

namespace Panta.Workflows.Monitors;

/// <summary>A window of an endpoint's predictions as it was last stated: the KPI with its interval, the level it is held against, and what each check said.</summary>
public sealed record JudgedWindow
{
    /// <summary>Gets the project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the endpoint whose predictions these are: the champion's, or the frozen twin's.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Gets what the checks said, with the window, its revision, and how many predictions and labels it had.</summary>
    public required WindowResult Result { get; init; }

    /// <summary>Gets when it was judged, by the project's clock.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    /// <summary>Gets the KPI in the metric's unit. Default null: no label was in.</summary>
    public double? Kpi { get; init; }

    /// <summary>Gets the lower end of the KPI's 95 % interval. Default null.</summary>
    public double? Lower { get; init; }

    /// <summary>Gets the upper end of the KPI's 95 % interval. Default null.</summary>
    public double? Upper { get; init; }

    /// <summary>Gets the mean of the labels. Default null: not numbers, or none.</summary>
    public double? MeanLabel { get; init; }

    /// <summary>Gets the champion's KPI on held-out rows when it was promoted. Default null: not known.</summary>
    public double? Level { get; init; }

    /// <summary>Gets the verdict on each column's drift. Default empty; also where not asked for.</summary>
    public ImmutableArray<DriftVerdict> Drift { get; init; } = [];

    /// <summary>Gets the profile of each column. Default empty; also where not asked for.</summary>
    public ImmutableArray<ColumnProfile> Columns { get; init; } = [];

    /// <summary>Gets the limit of the first check of quality. Null where there is none.</summary>
    public double? Limit => Result.Checks.FirstOrDefault(check => check.Column is null && check.Limit is not null && check.Value == Kpi)?.Limit;
}
