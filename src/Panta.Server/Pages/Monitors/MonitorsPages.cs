using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Monitoring.Drift;
using Panta.Server.Charts;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;

namespace Panta.Server.Pages;

/// <summary>The list of monitors, and the page of one.</summary>
static class MonitorsPages
{
    static readonly Dictionary<string, int> _weeks = new() { ["4w"] = 4, ["13w"] = 13, ["52w"] = 52 };

    public static void MapMonitorsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/monitors", List);
        routes.MapGet("/monitors/{name}", Get);
    }

    static RazorComponentResult List(HttpContext http, Surroundings surroundings, ProjectViews views) => PantaPages.Page<MonitorsPage>(new
    {
        Frame = surroundings.Of(http),
        View = new MonitorsView([.. views.All().Where(project => project.Definition.Monitor is not null)
            .Select(project => Line(views, project)).OrderBy(line => Rank(line.State.Kind))]),
    });

    static MonitorsView.Line Line(ProjectViews views, ProjectState project)
    {
        var history = views.Kpi(project);
        var drift = views.NewestDrift(project);
        return new()
        {
            Name = project.Name,
            Kpi = history.Kpi,
            State = State(views, project, history),
            History = history,
            Drifted = drift.Count == 0 ? null : (drift.Count(verdict => verdict.IsDrift), drift.Count),
        };
    }

    static RazorComponentResult Get(string name, HttpContext http, Surroundings surroundings, ProjectViews views)
    {
        var project = views.Get(name);
        var whole = views.Kpi(project);
        var range = http.Request.Query["range"].ToString() is { } asked && _weeks.ContainsKey(asked) ? asked : "all";
        var history = range == "all" || whole.Windows.Count == 0 ? whole : whole.Since(whole.Windows[^1].End.AddDays(-7 * _weeks[range]));
        var measured = Part<IReadOnlyList<JudgedWindow>>.Of(http, "The drift map", () =>
            [.. views.Drift(project).Where(window => history.Windows.Any(shown => shown.Start == window.Result.Window.Start))]);
        var last = measured.Value is [.., var newest] ? newest : null;
        string[] columns = last is null ? [] : [.. last.Columns.Select(column => column.Column)];
        var wanted = http.Request.Query["column"].ToString();
        var column = columns.Contains(wanted) ? wanted : Furthest(last) ?? columns.FirstOrDefault() ?? "";
        return PantaPages.Page<MonitorPage>(new
        {
            Frame = surroundings.Of(http),
            View = new MonitorView
            {
                Name = name,
                Project = name,
                Lede = Lede(project, whole),
                History = history,
                Range = range,
                State = State(views, project, whole),
                Tiles = MonitorTiles.Of(whole),
                Drift = measured.Value is { Count: > 0 } windows ? DriftMaps.Of(windows, history) : null,
                DriftNote = $"each {history.Period} against the first training set",
                DriftFinding = Finding(views.AlertsAndDrift(name), project),
                DriftFailure = measured.Failure,
                Columns = columns,
                Column = column,
                Compared = last?.Columns.Where(each => each.Column == column).Select(DriftMaps.Compared).FirstOrDefault(),
                ComparedNote = last is null ? ""
                    : $"{history.Name(history.Windows[^1])}; {Words(last.Drift.FirstOrDefault(verdict => verdict.Column == column))}",
                Policy = project.Definition.Policy is null ? "" : $"policy {name}",
                Rules = PolicyWords.Of(project.Definition),
            },
        });
    }

    /// <summary>Whether drift could have told what the KPI told; empty before the first alert.</summary>
    static string Finding((int Alerts, int WithDrift) seen, ProjectState project) => seen switch
    {
        (0, _) => "",
        ({ } alerts, 0) =>
            $"At {(alerts == 1 ? "the one alert" : $"none of the {alerts} alerts")} about the KPI " +
            $"had {(alerts == 1 ? "no" : "an")} input left its reference: " +
            "the inputs do not drift, and only labels can show that the model went stale.",
        var (alerts, drifted) => $"At {drifted} of {Figures.Count(alerts, "alert")} about the KPI inputs had left their reference; " +
            (project.Definition.Policy?.Retrain?.When == RetrainTrigger.Drift
                ? "the policy acts on it."
                : "a season looks like this too, so the policy acts on the KPI alone."),
    };

    internal static (string Kind, string Word, string Icon) State(ProjectViews views, ProjectState project, KpiHistory history)
    {
        if (views.OpenAlerts(project.Name).FirstOrDefault(alert => alert.Column is null) is { } alert)
            return ("bad", $"alert open since {Figures.Day(alert.OpenedAt)}", "alerts");
        if (history.Last is not { } last) return ("idle", "no window judged yet", "clock");
        return last.IsOver ? ("warn", $"over its limit, 1 {history.Period}", "clock") : ("ok", "within its limit", "ok");
    }

    static int Rank(string kind) => kind switch { "bad" => 0, "warn" => 1, _ => 2 };

    static string? Furthest(JudgedWindow? window) =>
        window?.Drift.Where(verdict => verdict.EffectSize is not null)
            .OrderByDescending(verdict => verdict.EffectSize / Math.Max(verdict.Threshold, 1e-9))
            .Select(verdict => verdict.Column).FirstOrDefault();

    static string Words(DriftVerdict? verdict) => verdict switch
    {
        null => "not tested",
        { Status: DriftStatus.Tested } tested =>
            $"{tested.Effect} {Figures.Real(tested.EffectSize)} against {Figures.Real(tested.Threshold)}; " +
            $"{tested.Statistic}, {Figures.PValue(tested.AdjustedPValue ?? tested.PValue ?? 1)}; " +
            $"n {Figures.Number(tested.ReferenceRows)} and {Figures.Number(tested.CurrentRows)}",
        _ => verdict.Reason ?? "no verdict",
    };

    static string Lede(ProjectState project, KpiHistory history)
    {
        var endpoint = project.Definition.Endpoint.Name;
        if (history.Windows.Count == 0) return $"Watches endpoint {endpoint}; no window is judged yet.";
        var maturity = project.Definition.Labels?.Maturity ?? default;
        var wait = maturity.Span > TimeSpan.Zero
            ? $" A {history.Period} is judged {PolicyWords.Length(maturity)} after its end, when its labels are due."
            : $" A {history.Period} is judged at its end.";
        return $"Watches endpoint {endpoint}: {Figures.Number(history.Windows.Sum(window => window.Labels))} labelled predictions, " +
            $"{Figures.Span(history.Windows[0].Start, history.Windows[^1].End)}.{wait}";
    }
}
