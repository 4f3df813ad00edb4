using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Learning.Tuning;
using Panta.Monitoring.Monitors;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;

namespace Panta.Workflows.Promotion;

/// <summary>Trials as runs: each combination of the grid judged on held-out rows and logged, and the best one's model fitted on all rows and saved.</summary>
public sealed class TrainingRuns(ExperimentStore experiments, RunStore runs, RunLog runLog, ArtifactStore artifacts, ModelRegistry registry, TimeProvider time)
{
    /// <summary>The seed of folds and resamples. Stages have their own.</summary>
    public const int Seed = 7;

    const string ModelFolderName = "model";

    /// <summary>The best trial of a tune step.</summary>
    /// <param name="output">The step's output.</param>
    public static TrialFound BestOf(JsonObject output) => TrialFound.Parse(output["best"]!);

    /// <summary>Tries each combination of the grid; one run for the search, and under it one a trial.</summary>
    /// <returns>The trials and the best of them, for the step's record.</returns>
    public async Task<JsonObject> TryAllAsync(ProjectState project, WorkflowRun run, ProjectRows rows, JsonObject collected, CancellationToken cancel)
    {
        var definition = project.Definition;
        var axes = run.Workflow == "retrain" ? definition.Tune?.Retrain ?? definition.Tune?.Grid : definition.Tune?.Grid;
        var grid = axes is null ? ParamGrid.Empty : new ParamGrid(axes);
        var experiment = await ExperimentOfAsync(project.Name, cancel).ConfigureAwait(false);
        var search = await BeginAsync(experiment, $"{run.Workflow} {run.QueuedAt.UtcDateTime:yyyy-MM-dd}", run, null, cancel).ConfigureAwait(false);
        var trials = new List<TrialFound>();
        foreach (var candidate in grid.Candidates(new Pipeline(definition.Pipeline)))
            trials.Add(await TryAsync(project, run, rows, collected, experiment, search.RunId, candidate, cancel).ConfigureAwait(false));

        var best = definition.Metric == KpiMetric.Accuracy ? trials.MaxBy(trial => trial.Figure)! : trials.MinBy(trial => trial.Figure)!;
        var metric = definition.Metric.ToString().ToLowerInvariant();
        await runLog.LogBatchAsync(
            search.RunId,
            new RunBatch
            {
                Metrics = [new($"best_{metric}", best.Figure, Now())],
                Params = [new("trials", trials.Count.ToString(CultureInfo.InvariantCulture)), new("best_run", best.RunId)],
            },
            cancel).ConfigureAwait(false);
        await EndAsync(search.RunId, cancel).ConfigureAwait(false);
        return new() { ["searchRunId"] = search.RunId, ["best"] = best.ToJson(), ["trials"] = new JsonArray([.. trials.Select(trial => trial.ToJson())]) };
    }

    /// <summary>Fits the best trial's pipeline on all rows and saves the model as the run's artifact; the folder gets its name when it is whole.</summary>
    /// <returns>Where it is, as a source of a model version.</returns>
    public async Task<string> SaveModelAsync(ProjectState project, TrialFound best, ProjectRows rows, CancellationToken cancel)
    {
        var model = best.Pipeline.Fit(rows.Rows, cancel);
        var signature = Signature.Of(model, Required(rows.Rows.Without(project.Definition.Target)));
        var run = runs.Get(best.RunId);
        var scratch = Directory.CreateTempSubdirectory("panta-model-");
        try
        {
            ModelFolder.Save(scratch.FullName, model, signature, new ModelOrigin { Created = time.GetUtcNow(), RunId = best.RunId });
            await PutAsync(scratch.FullName, PlaceIn(run), cancel).ConfigureAwait(false);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        return $"{run.ArtifactUri}/{ModelFolderName}";
    }

    static string PlaceIn(Run run) => ArtifactPath.OfUri(run.ArtifactUri) ?? throw new NotSupportedException(
        $"The experiment {run.ExperimentId} keeps artifacts at '{run.ArtifactUri}', where this server cannot save a model. Rename it; the project then makes another.");

    // A column that was never null in training must be there when a row is to be scored: without it the row is not what the model learned from.
    static Schema Required(Table rows) => new([.. rows.Schema.Fields.Select(field => field with { Nullable = rows[field.Name].Validity.HasNulls })]);

    /// <summary>Registers a run's model as a version of the project's model, once: the same run again gives the same version.</summary>
    /// <returns>The version.</returns>
    public async Task<long> RegisterAsync(string model, string source, string runId, IReadOnlyList<Tag> tags, CancellationToken cancel)
    {
        try
        {
            await registry.CreateAsync(model, cancel: cancel).ConfigureAwait(false);
        }
        catch (AlreadyExistsException)
        {
            // Every version after the first finds its model there.
        }

        var known = registry.SearchVersions($"name = '{model}' AND run_id = '{runId}'").Items;
        return known.Count > 0 ? known[0].Version
            : (await registry.CreateVersionAsync(new() { Name = model, Source = source, RunId = runId, Tags = tags }, cancel).ConfigureAwait(false)).Version;
    }

    /// <summary>The model of a version.</summary>
    /// <param name="version">The version.</param>
    public SavedModel Load(ModelVersion version) => artifacts.WithFolder(ArtifactPath.OfUri(version.Location)!, ModelFolder.Load);

    // Each file is whole or absent; MLmodel comes last, so a folder that has one is whole.
    async Task PutAsync(string scratch, string target, CancellationToken cancel)
    {
        var files = Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(scratch, file)).OrderBy(file => file == "MLmodel");
        foreach (var file in files)
        {
            var content = File.OpenRead(Path.Combine(scratch, file));
            await using (content.ConfigureAwait(false)) await artifacts.WriteAsync($"{target}/{ModelFolderName}/{file}", content, cancel: cancel).ConfigureAwait(false);
        }
    }

    async Task<TrialFound> TryAsync(
        ProjectState project, WorkflowRun run, ProjectRows rows, JsonObject collected, string experiment, string search, Candidate candidate, CancellationToken cancel)
    {
        var definition = project.Definition;
        var pipeline = (Pipeline)candidate.Estimator;
        var values = candidate.Parameters;
        var name = values.Count == 0 ? "trial" : string.Join(" ", values.Select(value => $"{value.Key[(value.Key.LastIndexOf('.') + 1)..]}={value.Value}"));
        var trial = await BeginAsync(experiment, name, run, search, cancel).ConfigureAwait(false);
        var held = HeldOut.Predict(pipeline, rows.Rows, rows.Times, definition.Split, Seed, cancel);
        var labels = rows.Rows.Take(held.Rows).Numbers(definition.Target).ToArray();
        var figures = definition.Metric == KpiMetric.Accuracy ? [KpiMetric.Accuracy] : new[] { KpiMetric.Mae, KpiMetric.Rmse };
        await runLog.LogBatchAsync(
            trial.RunId,
            new RunBatch
            {
                Params = [.. values.Select(value => new Param(value.Key, value.Value)),
                    new("rows", rows.Count.ToString(CultureInfo.InvariantCulture)),
                    new(HeldOut.RowsParam, labels.Length.ToString(CultureInfo.InvariantCulture))],
                Metrics = [.. figures.Select(metric => new Metric(metric.ToString().ToLowerInvariant(), ModelComparison.Figure(metric, labels, held.Predictions), Now()))],
            },
            cancel).ConfigureAwait(false);
        var dataset = new Dataset(project.Name, collected["digest"]!.GetValue<string>())
            { SourceType = "delta", Source = collected["tables"]!.ToJsonString(), Profile = new JsonObject { ["num_rows"] = rows.Count }.ToJsonString() };
        await runLog.LogInputsAsync(trial.RunId, [new(dataset, [new(DatasetInput.ContextTag, "training")])], [], cancel).ConfigureAwait(false);
        await EndAsync(trial.RunId, cancel).ConfigureAwait(false);
        return new(trial.RunId, values, pipeline, ModelComparison.Figure(definition.Metric, labels, held.Predictions));
    }

    async Task<string> ExperimentOfAsync(string project, CancellationToken cancel) =>
        (experiments.FindByName(project) ?? await experiments.CreateAsync(project, PlaceOf(project), cancel: cancel).ConfigureAwait(false)).ExperimentId;

    // Models that this server trains are for it to load, wherever clients keep theirs.
    string? PlaceOf(string project) => ArtifactPath.OfUri(experiments.ArtifactRoot) is null ? $"mlflow-artifacts:/projects/{project}" : null;

    Task<Run> BeginAsync(string experiment, string name, WorkflowRun run, string? parent, CancellationToken cancel) =>
        runs.CreateAsync(
            new NewRun
            {
                ExperimentId = experiment,
                Name = name,
                UserId = Environment.UserName,
                StartTime = Now(),
                Tags =
                [
                    new("panta.workflow_run", run.Id),
                    new("panta.cause", run.Cause),
                    new("panta.project_time", run.QueuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
                    .. parent is null ? Array.Empty<Tag>() : [new Tag("mlflow.parentRunId", parent)],
                ],
            },
            cancel);

    Task<Run> EndAsync(string runId, CancellationToken cancel) => runs.UpdateAsync(runId, new RunUpdate { Status = RunStatus.Finished, EndTime = Now() }, cancel);

    long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
