using Panta.Data.Delta;
using Panta.Serving.Endpoints;
using Panta.Server.Charts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;
using Endpoint = Panta.Serving.Endpoints.Endpoint;

namespace Panta.Server.Pages;

/// <summary>Makes a project's line through its six stations, each with its live number.</summary>
sealed class Stations(DataFolder folder, ExperimentStore experiments, RunCounts counts, ModelRegistry registry, EndpointSet endpoints, ProjectViews views)
{
    public OverviewView.Line Of(ProjectState project, KpiHistory history)
    {
        var endpoint = endpoints.Find(project.Definition.Endpoint.Name);
        return new(
            project.Name, $"/monitors/{project.Name}",
            [
                Data(project, endpoint),
                Runs(project, history),
                Models(project),
                Endpoints(project, endpoint),
                Monitor(project, history),
                Workflow(history),
            ],
            Return(history));
    }

    OverviewView.Station Data(ProjectState project, Endpoint? endpoint)
    {
        var rows = Rows(project.Definition.Source.Table ?? project.Name) + (endpoint?.Log.LabelCount ?? 0);
        var aside = Rows($"{project.Name}_quarantine");
        return new("Data", Figures.Number(rows), "rows", aside > 0 ? $"{Figures.Number(aside)} in quarantine" : "quality gate passed",
            $"/data/{project.Definition.Source.Table ?? project.Name}");
    }

    OverviewView.Station Runs(ProjectState project, KpiHistory history)
    {
        var experiment = experiments.FindByName(project.Name);
        var runs = experiment is null ? 0 : counts.ByExperiment().GetValueOrDefault(experiment.ExperimentId);
        return new("Runs", Figures.Number(runs), "runs", Figures.Count(history.Retrains + 1, "search", "searches"),
            experiment is null ? "/runs" : $"/runs?experiment={experiment.ExperimentId}");
    }

    OverviewView.Station Models(ProjectState project)
    {
        var champion = registry.FindByAlias(project.Name, project.Definition.Endpoint.Alias);
        var versions = registry.CountVersions([project.Name]).GetValueOrDefault(project.Name);
        return new("Models", champion is null ? Figures.None : $"v{champion.Version}", project.Definition.Endpoint.Alias,
            $"of {Figures.Count(versions, "version")}", $"/models/{project.Name}");
    }

    static OverviewView.Station Endpoints(ProjectState project, Endpoint? endpoint)
    {
        var failed = endpoint?.Statistics.Errors.Values.Sum() ?? 0;
        var busy = endpoint is { Statistics.Requests: > 0 };
        return new("Endpoints", Figures.Number(endpoint?.Log.PredictionCount ?? 0), "predictions", $"{Figures.Number(failed)} failed",
            $"/endpoints/{project.Definition.Endpoint.Name}", failed > 0 ? "warn" : busy ? "busy" : "");
    }

    OverviewView.Station Monitor(ProjectState project, KpiHistory history)
    {
        var kind = MonitorsPages.State(views, project, history).Kind;
        return new("Monitors",
            history.Last is { } last ? history.Text(last.Value) : Figures.None,
            history.IsShare ? "% correct" : $"{history.Unit} error".TrimStart(),
            history.Last is { } of ? $"limit {history.Text(of.Limit)}" : "no window judged yet",
            $"/monitors/{project.Name}", kind is "bad" or "warn" ? kind : "");
    }

    static OverviewView.Station Workflow(KpiHistory history) =>
        new("Workflows", Figures.Number(history.Retrains), "retrains", $"in {Figures.Count(history.Windows.Count, history.Period)}", "/workflows");

    static string Return(KpiHistory history) =>
        history.Decisions.LastOrDefault(decision => decision.Kind is MarkKind.Promoted or MarkKind.Kept && !decision.IsFirst) is { } last
            ? $"{history.Promotions} promoted, {history.CountOf(MarkKind.Kept)} kept · last {Figures.Day(last.At)}"
            : "not retrained yet";

    long Rows(string table)
    {
        var place = Path.Combine(folder.Tables, table);
        return DeltaTable.Exists(place) ? DeltaTable.Open(place).Snapshot().RowCount ?? 0 : 0;
    }
}
