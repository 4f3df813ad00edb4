using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Workflows.Steps;

namespace Panta.Server.Pages;

/// <summary>The page of one run.</summary>
sealed class RunPages(
    Surroundings surroundings, RunStore runs, ExperimentStore experiments, MetricCurves history, Curves curves, ModelRegistry registry,
    LoggedModelStore models, ArtifactStore artifacts, ArtifactPreviews previews, WorkflowStore workflows)
{
    const int MostCurves = 300, DrawnAtOnce = 6, MostModels = 50;
    const string System = "system/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs/{id}", (string id, HttpContext http, RunPages pages) => pages.Get(id, http));
        RunEdits.Map(routes);
    }

    RazorComponentResult Get(string id, HttpContext http)
    {
        var run = runs.Get(id);
        var choice = CurveChoice.Of(http.Request.Query);
        var drawn = history.Keys(id);
        var all = run.Metrics.Where(metric => drawn.Contains(metric.Key)).ToArray();
        // A page that looks at itself again draws nothing: its curves ask for themselves.
        var atOnce = http.Request.Headers.ContainsKey("X-Live") ? 0 : DrawnAtOnce;
        var lines = all.Where(metric => !IsSystem(metric) && choice.Finds(metric.Key)).Take(MostCurves)
            .Select((metric, k) => Line(run, metric, choice, k < atOnce));
        var files = Part<IReadOnlyList<(string Path, long? Bytes)>>.Of(http, "The list of artifacts", () => ArtifactTree.Of(artifacts, run.ArtifactUri));
        var preview = Preview(http, run);
        return PantaPages.Page<RunPage>(new
        {
            Frame = surroundings.Of(http, withForm: true),
            View = new RunView
            {
                Id = id,
                Name = run.Name,
                Experiment = (run.ExperimentId, experiments.Get(run.ExperimentId).Name),
                Status = run.Status.ToString().ToUpperInvariant(),
                IsDeleted = run.Stage == LifecycleStage.Deleted,
                Start = DateTimeOffset.FromUnixTimeMilliseconds(run.StartTime),
                Duration = run.EndTime is { } end ? TimeSpan.FromMilliseconds(end - run.StartTime) : null,
                User = run.UserId,
                Description = run.Tags.FirstOrDefault(tag => tag.Key == Run.NoteTag)?.Value ?? "",
                Metrics = [.. run.Metrics.Where(metric => !IsSystem(metric)).OrderBy(metric => drawn.Contains(metric.Key))
                    .Select(metric => (metric.Key, metric.Value, metric.Step))],
                Choice = choice,
                Curves = [.. lines],
                System = [.. all.Where(metric => IsSystem(metric) && choice.Finds(metric.Key)).Take(MostCurves)
                    .Select(metric => Line(run, metric, choice, false))],
                CurveCount = all.Length,
                Params = [.. run.Params.Select(param => (param.Key, param.Value))],
                Tags = [.. run.Tags.Where(tag => !RunOrigin.IsTold(tag.Key)).Select(tag => (tag.Key, tag.Value))],
                OwnTags = [.. run.Tags.Where(tag => RunOrigin.IsTold(tag.Key) && tag.Key is not (Run.NoteTag or Run.NameTag)).Select(tag => (tag.Key, tag.Value))],
                Datasets = [.. run.Datasets.Select(input =>
                    (input.Dataset.Name, LinkOf(input.Dataset), Context(input), RowsOf(input.Dataset), input.Dataset.Digest))],
                Models = Models(run),
                Artifacts = files.Value ?? [],
                ArtifactsElsewhere = artifacts.PathOf(run.ArtifactUri) is null ? run.ArtifactUri : null,
                ArtifactFailure = files.Failure,
                Preview = preview.Value,
                PreviewFailure = preview.Failure,
                Registered = [.. registry.SearchVersions($"run_id = '{id}'").Items.Select(version =>
                    (version.Name, $"{version.Version}", string.Join(' ', version.Aliases), DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTime)))],
                Origin = RunOrigin.Of(run, runs, workflows),
                Children = RunOrigin.Trials(run, runs),
            },
        });
    }

    static bool IsSystem(Metric metric) => metric.Key.StartsWith(System, StringComparison.Ordinal);

    CurveLine Line(Run run, Metric metric, CurveChoice choice, bool draw) => new(
        metric.Key, CurvesPages.Address(run.RunId, metric.Key, choice), CurvesPages.CsvAddress(run.RunId, metric.Key),
        $"{metric.Step} {metric.Timestamp} {metric.Value:R}",
        draw && curves.IsShort(run.RunId, metric.Key)
            ? curves.Draw(CurvesPages.IdOf(metric.Key), metric.Key, CurvesPages.Lines([(run.RunId, run.Name)], choice.Smooth > 0), choice)
            : null);

    Part<ArtifactPreview> Preview(HttpContext http, Run run)
    {
        if (http.Request.Query["file"].ToString() is not { Length: > 0 } path || artifacts.PathOf(run.ArtifactUri) is not { } root) return default;

        return Part<ArtifactPreview>.Of(http, "The look into the file", () =>
            previews.Of(root, path, $"/get-artifact?run_id={run.RunId}&path={Uri.EscapeDataString(path)}"));
    }

    List<(string Id, string Name, bool IsInput, long Step, string Metrics)> Models(Run run)
    {
        var used = run.ModelOutputs.Select(output => (Id: output.ModelId, IsInput: false, output.Step))
            .Concat(run.ModelInputs.Select(id => (Id: id, IsInput: true, Step: 0L)));
        return [.. used.Take(MostModels).Select(use => Find(use.Id) is { } model
            ? (use.Id, model.Name, use.IsInput, use.Step, string.Join(", ", model.Metrics.Take(5)
                .Select(metric => $"{metric.Key} {Figures.Real(metric.Value)}")))
            : (use.Id, use.Id, use.IsInput, use.Step, ""))];
    }

    LoggedModel? Find(string id)
    {
        try
        {
            return models.Get(id, deletedToo: true);
        }
        catch (NotFoundException)
        {
            return null; // clients may name models that are kept elsewhere
        }
    }

    static string? LinkOf(Dataset dataset) => dataset.SourceType == "delta" ? $"/data/{Uri.EscapeDataString(dataset.Name)}" : null;

    static string Context(DatasetInput input) => input.Tags.FirstOrDefault(tag => tag.Key == DatasetInput.ContextTag)?.Value ?? Figures.None;

    /// <summary>MLflow's dataset profiles are free JSON; most say <c>num_rows</c>.</summary>
    static long? RowsOf(Dataset dataset)
    {
        if (string.IsNullOrEmpty(dataset.Profile)) return null;
        try
        {
            using var profile = JsonDocument.Parse(dataset.Profile);
            var root = profile.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("num_rows", out var rows)
                && rows.ValueKind == JsonValueKind.Number && rows.TryGetInt64(out var count) ? count : null;
        }
        catch (JsonException)
        {
            return null; // a client's free text: rows are not known
        }
    }
}
