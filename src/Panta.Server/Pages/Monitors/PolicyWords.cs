using Panta.Monitoring.Monitors;
using Panta.Workflows.Projects;

namespace Panta.Server.Pages;

/// <summary>Says in sentences what a project watches and what follows.</summary>
static class PolicyWords
{
    public static IReadOnlyList<(string Term, string Text)> Of(Project project)
    {
        var rules = new List<(string Term, string Text)>();
        var metric = project.Metric.ToString().ToLowerInvariant();
        if (project.Monitor is { } monitor)
        {
            rules.Add(("KPI", $"{metric} of {project.Target}, {ProjectViews.By(monitor.Window.Span)} of prediction time"));
            foreach (var check in monitor.Checks) rules.Add((rules.Any(rule => rule.Term == "Check") ? "" : "Check", Words(check)));
        }
        if (project.Policy is not { } policy) return rules;

        if (policy.Retrain is { } retrain)
        {
            var rows = retrain.Window is { } window ? $"the last {Length(window)}" : "the rows since the first window that broke its limit";
            rules.Add(("Then", $"retrain on {rows}, when {When(retrain)}"));
            if (retrain.Again is { } again) rules.Add(("Once more", $"a promoted model is challenged after {Length(again)} by one that knows them"));
            if (retrain.Cooldown.Span > TimeSpan.Zero) rules.Add(("Cool-down", $"{Length(retrain.Cooldown)} after a promotion; one retrain at a time"));
        }
        var margin = policy.Promote.Margin;
        var better = margin == 0 ? "better"
            : project.Metric == KpiMetric.Accuracy ? $"better by {Figures.Number(100 * margin, 1)} points or more"
            : $"better by {Figures.Percent(margin, 0)} or more";
        rules.Add(("Promote if", $"{better} on the same held-out rows, and more than chance by {Test(policy.Promote, project)} at {policy.Promote.Alpha}"));
        return rules;
    }

    static string Words(Check check) => check switch
    {
        KpiCheck kpi => $"{kpi.Id}: {Limit(kpi)}{Significance(kpi)}, in {kpi.Breaches} of {Figures.Count(kpi.Of, "window")}",
        _ => $"{check.Id}: watched, in {check.Breaches} of {Figures.Count(check.Of, "window")}",
    };

    static string Significance(KpiCheck kpi) => kpi.Significance is { } alpha ? $" and {Figures.PValue(alpha).Replace("p ", "p under ")}" : "";

    static string Limit(KpiCheck kpi) => kpi switch
    {
        { Factor: { } factor } => $"{(kpi.Metric == KpiMetric.Accuracy ? "under" : "over")} {factor} × the level at promotion",
        { Margin: { } margin } when kpi.Metric == KpiMetric.Accuracy => $"{Figures.Number(100 * margin, 1)} points or more under the level at promotion",
        { Margin: { } margin } => $"{Figures.Real(margin)} or more over the level at promotion",
        _ => $"{(kpi.Metric == KpiMetric.Accuracy ? "under" : "over")} {Figures.Real(kpi.Limit)}",
    };

    internal static string When(Retrain retrain) => retrain.When switch
    {
        RetrainTrigger.Schedule => $"the schedule {retrain.On} fires",
        RetrainTrigger.Drift => "an alert about drift is open",
        _ => retrain.On is null ? "an alert about quality is open" : $"{retrain.On} alerts",
    };

    static string Test(Promote promote, Project project) =>
        (promote.Test?.ToString() ?? (project.Metric == KpiMetric.Accuracy ? "McNemar" : "Bootstrap")) switch
        {
            "McNemar" => "McNemar's test",
            "Bootstrap" => "the bootstrap of whole days",
            var other => other,
        };

    internal static string Length(Duration duration) =>
        duration.Span.TotalDays >= 1 ? Figures.Count((long)duration.Span.TotalDays, "day") : Figures.Duration(duration.Span);
}
