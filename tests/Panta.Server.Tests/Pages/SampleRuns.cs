using Microsoft.Extensions.DependencyInjection;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Pages;

/// <summary>An experiment of runs with metrics by step, params, a dataset and artifacts, and a model whose champion moved twice.</summary>
static class SampleRuns
{
    public static async Task<IReadOnlyList<string>> AddAsync(IServiceProvider services)
    {
        var runs = services.GetRequiredService<RunStore>();
        var log = ActivatorUtilities.CreateInstance<RunLog>(services);
        var registry = services.GetRequiredService<ModelRegistry>();
        var artifacts = services.GetRequiredService<ArtifactStore>();
        var experiment = await services.GetRequiredService<ExperimentStore>().CreateAsync("bikes");
        await registry.CreateAsync("bikes-demand", "Rentals in an hour from weather and calendar: 11 inputs, one number.");

        var ids = new List<string>();
        for (var k = 0; k < 6; k++)
        {
            var run = await runs.CreateAsync(new NewRun { ExperimentId = experiment.ExperimentId, Name = $"gbt-{15 + (8 * k)}-0.{k + 1}", StartTime = 1_700_000_000_000 + (k * 60_000) });
            ids.Add(run.RunId);
            await log.LogBatchAsync(run.RunId, new RunBatch
            {
                Params = [new("maxLeaves", $"{15 + (8 * k)}"), new("stepSize", $"0.{k + 1}"), new("seed", "7")],
                Metrics =
                [
                    new("mae", 17.83 + (k * k * 0.11), 1, 0), new("rmse", 27.4 - (0.1 * k), 1, 0), new("r2", 0.829 + (0.001 * k), 1, 0),
                    .. Enumerable.Range(1, 40).Select(step => new Metric("loss", (50 / (1 + (step * (k + 1) * 0.1))) + 17, step, step)),
                    .. Enumerable.Range(1, 40).Select(step => new Metric("held-out", (60 / (1 + (step * (k + 1) * 0.08))) + 21, step, step)),
                ],
                Tags = [new("workflow", "refresh-on-kpi"), new("mlflow.source.name", "train.py")],
            });
            await log.LogInputsAsync(run.RunId, [new(new Dataset("bikes.train", "e7ab79ac") { Profile = """{"num_rows": 1644}""" }, [new(DatasetInput.ContextTag, "train")])], []);
            await artifacts.WriteAsync($"{experiment.ExperimentId}/{run.RunId}/artifacts/model/MLmodel", new MemoryStream(new byte[1100]));
            await artifacts.WriteAsync($"{experiment.ExperimentId}/{run.RunId}/artifacts/importance.csv", new MemoryStream(new byte[300]));
            await runs.UpdateAsync(run.RunId, new RunUpdate { Status = RunStatus.Finished, EndTime = 1_700_000_000_000 + (k * 60_000) + 4200 });
            if (k < 3) await registry.CreateVersionAsync(new NewModelVersion { Name = "bikes-demand", Source = $"runs:/{run.RunId}/model", RunId = run.RunId, Description = "25 Aug – 16 Nov 2012" });
        }
        await registry.SetAliasAsync("bikes-demand", "champion", 1, "analyst", "first model; best of the first search");
        await registry.SetAliasAsync("bikes-demand", "champion", 2, "policy refresh-on-kpi", "65.0 → 43.9 on 335 held-out hours; difference −21.1 [−29.0, −12.7]");
        return ids;
    }
}
