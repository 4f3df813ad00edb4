using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Workflows.Projects;

namespace Panta.Server.Pages;

/// <summary>The overview: the loop of every project with live numbers.</summary>
static class OverviewPages
{
    const int ShownDecisions = 10;

    public static void MapOverviewPages(this IEndpointRouteBuilder routes) => routes.MapGet("/", Get);

    static RazorComponentResult Get(HttpContext http, Surroundings surroundings, ProjectViews views, Stations stations)
    {
        var projects = views.All().Select(project => (State: project, History: views.Kpi(project))).ToArray();
        return PantaPages.Page<OverviewPage>(new
        {
            Frame = surroundings.Of(http),
            View = new OverviewView
            {
                Needs =
                [
                    .. views.Unreadable().Select(Unreadable),
                    .. projects.SelectMany(project => Needs(views, project.State, project.History)).OrderBy(need => need.Kind switch { "bad" => 0, "warn" => 1, _ => 2 }),
                ],
                Projects = [.. projects.Select(project => stations.Of(project.State, project.History))],
                Cards = [.. projects.Select(project => Card(project.State, project.History))],
                Decisions = [.. projects.SelectMany(project => project.History.Decisions)
                    .OrderByDescending(decision => decision.At).ThenByDescending(decision => decision.Key).Take(ShownDecisions)],
                OpenAlerts = projects.Sum(project => views.OpenAlerts(project.State.Name).Count(alert => alert.Column is null)),
            },
        });
    }

    static OverviewView.Attention Unreadable(ProjectFileException error) => new(
        "bad", "Unreadable", "alerts", $"{error.File} cannot be read; the project stands still", string.Join("; ", error.Problems), "/monitors", "Open the monitors");

    static IEnumerable<OverviewView.Attention> Needs(ProjectViews views, ProjectState project, KpiHistory history)
    {
        var link = $"/monitors/{project.Name}";
        var drifted = views.NewestDrift(project).Where(verdict => verdict.IsDrift).Select(verdict => verdict.Column).ToArray();
        var alert = views.OpenAlerts(project.Name).FirstOrDefault(each => each.Column is null);
        if (!views.HasChampion(project))
            yield return new("bad", "No model", "alerts", $"{project.Name}: no model answers yet; the first was refused",
                history.Decisions is [.., var newest] ? newest.Evidence : "", $"/models/{project.Name}", "Open the model");
        if (alert is not null)
            yield return new("bad", "Alert", "alerts", $"{project.Name}: {alert.Message}",
                $"open since {Figures.Day(alert.OpenedAt)} on v{alert.ModelVersion}", link, "Open the monitor");
        else if (history.Last is { IsOver: true } over)
            yield return new("warn", "Pending", "clock",
                $"{project.Name}: {history.Kpi} is {history.WithUnit(over.Value)}, " +
                $"{(history.IsShare ? "under" : "over")} its limit of {history.Text(over.Limit)}",
                $"the {history.Name(over)}; the next {history.Period} is judged when its labels are in", link, "Open the monitor");
        if (drifted.Length > 0)
        {
            var policy = project.Definition.Policy?.Retrain?.When == RetrainTrigger.Drift ? "the policy acts on it" : "the policy acts on the KPI alone";
            yield return new("warn", "Watch", "warn", $"{project.Name}: {Figures.Count(drifted.Length, "input has", "inputs have")} left their reference",
                $"{string.Join(", ", drifted.Take(6))}{(drifted.Length > 6 ? ", …" : "")}; {policy}", $"{link}#drift", "See the drift");
        }
        if (alert is null && history.Last is { IsOver: false } last)
            yield return new("ok", "Quiet", "ok",
                $"{project.Name}: {history.WithUnit(last.Value)}{(history.IsShare ? " correct" : "")} in the last {history.Period}, within its limit",
                drifted.Length > 0 ? $"the {history.Name(last)}"
                    : views.AlertsAndDrift(project.Name) is ( > 0, 0) ? "no input drifts, nor did one when the model went stale: only labels can show this"
                    : "no input drifts",
                link, "See the KPI");
    }

    static OverviewView.Card Card(ProjectState project, KpiHistory history)
    {
        double fresh = history.Mean(window => window.Value), frozen = history.Mean(window => window.Frozen);
        var title = double.IsNaN(fresh) || double.IsNaN(frozen) ? $"{project.Name}: {history.Kpi}"
            : history.IsShare ? $"{project.Name}: a frozen model is right in {Figures.Percent(frozen, 0)}, kept fresh in {Figures.Percent(fresh, 0)}"
            : $"{project.Name}: a frozen model errs by {Rounded(frozen)}{(history.Unit.Length > 0 ? $" {history.Unit}" : "")}, kept fresh by {Rounded(fresh)}";
        var note = history.Windows.Count == 0 ? ""
            : $"{Figures.Count(history.Windows.Count, history.Period)}, {Figures.Span(history.Windows[0].Start, history.Windows[^1].End)}";
        return new(title, note, history);
    }

    static string Rounded(double value) => Figures.Number(value, value < 10 ? 2 : 0);
}
