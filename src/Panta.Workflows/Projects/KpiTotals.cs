namespace Panta.Workflows.Projects;

/// <summary>The KPI of all labelled predictions so far.</summary>
/// <param name="Fresh">Of the endpoint that is kept fresh; null: none labelled yet.</param>
/// <param name="Frozen">Of the twin on the first model; null: there is none.</param>
/// <param name="MeanLabel">The mean of the labels; null for classes.</param>
public sealed record KpiTotals(double? Fresh, double? Frozen, double? MeanLabel);
