using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Workflows.Steps;

namespace Panta.Server.Pages;

/// <summary>The page of one run.</summary>
static class RunPages
{
    const int MostCurves = 6, MostArtifacts = 200;

    public static RazorComponentResult<RunPage> Get(
        string id, HttpContext http, Surroundings surroundings, RunStore runs, ExperimentStore experiments, MetricHistory history,
        ModelRegistry registry, ArtifactStore artifacts, WorkflowStore workflows)
    {
        var run = runs.Get(id);
        var isLog = http.Request.Query["scale"] == "log";
        var histories = run.Metrics.Take(50).Select(metric => (Metric: metric, Points: history.GetThinned([id], metric.Key))).ToArray();
        var files = Part<IReadOnlyList<(string Path, long? Bytes, string Link)>>.Of(http, "The list of artifacts", () => Files(run, artifacts));
        return PantaPages.Page<RunPage>(new
        {
            Frame = surroundings.Of(http),
            View = new RunView
            {
                Id = id,
                Name = run.Name,
                Experiment = (run.ExperimentId, experiments.Get(run.ExperimentId).Name),
                Status = run.Status.ToString().ToUpperInvariant(),
                Start = DateTimeOffset.FromUnixTimeMilliseconds(run.StartTime),
                Duration = run.EndTime is { } end ? TimeSpan.FromMilliseconds(end - run.StartTime) : null,
                User = run.UserId,
                Metrics = [.. histories.Select(pair => (pair.Metric.Key, pair.Metric.Value, pair.Metric.Step, (long)pair.Points.Count))],
                Curves = [.. histories.Where(pair => pair.Points.Count > 1).Take(MostCurves)
                    .Select((pair, k) => RunCharts.ByStep($"curve-{k}", pair.Metric.Key, isLog, [("last", 1 + (k % 7), pair.Points)]))],
                IsLog = isLog,
                Params = [.. run.Params.Select(param => (param.Key, param.Value))],
                Tags = [.. run.Tags.Where(tag => !RunOrigin.IsTold(tag.Key)).Select(tag => (tag.Key, tag.Value))],
                Datasets = [.. run.Datasets.Select(input =>
                    (input.Dataset.Name, LinkOf(input.Dataset), Context(input), RowsOf(input.Dataset), input.Dataset.Digest))],
                Artifacts = files.Value ?? [],
                ArtifactFailure = files.Failure,
                Registered = [.. registry.SearchVersions($"run_id = '{id}'").Items.Select(version =>
                    (version.Name, $"{version.Version}", string.Join(' ', version.Aliases), DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTime)))],
                Origin = RunOrigin.Of(run, runs, workflows),
                Trials = RunOrigin.Trials(run, runs),
            },
        });
    }

    static string? LinkOf(Dataset dataset) => dataset.SourceType == "delta" ? $"/data/{dataset.Name}" : null;

    static string Context(DatasetInput input) => input.Tags.FirstOrDefault(tag => tag.Key == DatasetInput.ContextTag)?.Value ?? Figures.None;

    /// <summary>MLflow's dataset profiles are free JSON; most say <c>num_rows</c>.</summary>
    static long? RowsOf(Dataset dataset)
    {
        if (string.IsNullOrEmpty(dataset.Profile)) return null;
        try
        {
            using var profile = JsonDocument.Parse(dataset.Profile);
            var root = profile.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("num_rows", out var rows) && rows.TryGetInt64(out var count) ? count : null;
        }
        catch (JsonException)
        {
            return null; // a client's free text: rows are not known
        }
    }

    static List<(string Path, long? Bytes, string Link)> Files(Run run, ArtifactStore artifacts)
    {
        var files = new List<(string Path, long? Bytes, string Link)>();
        if (ArtifactPath.OfUri(run.ArtifactUri) is { } root) Walk(run, artifacts, root, "", files);
        return files;
    }

    static void Walk(Run run, ArtifactStore artifacts, string root, string below, List<(string Path, long? Bytes, string Link)> files)
    {
        foreach (var entry in artifacts.List(below.Length == 0 ? root : $"{root}/{below}"))
        {
            if (files.Count >= MostArtifacts) return;
            var path = below.Length == 0 ? entry.Name : $"{below}/{entry.Name}";
            files.Add((path, entry.IsFolder ? null : entry.Size ?? 0, $"/get-artifact?run_id={run.RunId}&path={Uri.EscapeDataString(path)}"));
            if (entry.IsFolder) Walk(run, artifacts, root, path, files);
        }
    }
}
