using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Panta.Workflows.Steps;

/// <summary>
/// Runs workflows: each step in order, with retries, and each attempt on record before the next begins. A run that a crash interrupted is taken up
/// again at its first unfinished step.
/// </summary>
/// <param name="store">Where runs and steps are kept.</param>
/// <param name="time">The system's clock: for waits between attempts and for the record.</param>
/// <param name="log">Where failures are told.</param>
public sealed partial class WorkflowEngine(WorkflowStore store, TimeProvider time, ILogger<WorkflowEngine> log)
{
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>Runs a queued or interrupted run to its end.</summary>
    /// <param name="workflow">What the run is of.</param>
    /// <param name="id">The run's id.</param>
    /// <param name="projectTime">The time on the project's clock, at which the run ends.</param>
    /// <param name="cancel">Stops between attempts; the run stays unfinished and is taken up again by the next start.</param>
    /// <returns>The run as it ended.</returns>
    public async Task<WorkflowRun> RunAsync(Workflow workflow, string id, DateTimeOffset projectTime, CancellationToken cancel)
    {
        var run = store.Find(id) ?? throw new ArgumentException($"Workflow run '{id}' does not exist.", nameof(id));
        await store.StartAsync(id, cancel).ConfigureAwait(false);

        var outputs = run.Steps.Where(step => step.Status == WorkflowStatus.Succeeded).ToDictionary(step => step.Name, step => step.Output!);
        for (var position = 0; position < workflow.Steps.Length; position++)
        {
            var step = workflow.Steps[position];
            if (outputs.ContainsKey(step.Name)) continue;

            var (result, error) = await TryAsync(run, step, position, outputs, cancel).ConfigureAwait(false);
            if (result is null) return await EndAsync(id, WorkflowStatus.Failed, $"{step.Name}: {error}", null, projectTime, cancel).ConfigureAwait(false);

            outputs[step.Name] = result.Output;
            if (result.Ends is not { } outcome) continue;

            await SkipAsync(workflow, id, position + 1, cancel).ConfigureAwait(false);
            return await EndAsync(id, WorkflowStatus.Succeeded, outcome, result.Output, projectTime, cancel).ConfigureAwait(false);
        }

        var evidence = outputs.GetValueOrDefault(workflow.Steps[^1].Name);
        return await EndAsync(id, WorkflowStatus.Succeeded, "done", evidence, projectTime, cancel).ConfigureAwait(false);
    }

    async Task<(StepResult? Result, string? Error)> TryAsync(WorkflowRun run, Step step, int position, Dictionary<string, JsonObject> outputs, CancellationToken cancel)
    {
        var wait = FirstWait;
        for (var attempt = 1; ; attempt++)
        {
            var record = new StepRun { Position = position, Name = step.Name, Status = WorkflowStatus.Running, Attempt = attempt, StartedAt = time.GetUtcNow() };
            await store.SaveStepAsync(run.Id, record, cancel).ConfigureAwait(false);
            try
            {
                var result = await step.Work(new(run, outputs), cancel).ConfigureAwait(false);
                await store.SaveStepAsync(run.Id,
                    record with { Status = WorkflowStatus.Succeeded, EndedAt = time.GetUtcNow(), Output = result.Output },
                    cancel).ConfigureAwait(false);
                return (result, null);
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                // The edge of a job: whatever a step throws is on record and told, and the run goes on to its next attempt or its end.
                var last = attempt > step.Retries || error is StepRefusedException or ArgumentException;
                Log.StepFailed(log, error, run.Project, step.Name, attempt);
                await store.SaveStepAsync(run.Id,
                    record with { Status = last ? WorkflowStatus.Failed : WorkflowStatus.Queued, EndedAt = time.GetUtcNow(), Error = error.Message },
                    cancel).ConfigureAwait(false);
                if (last) return (null, error.Message);
            }

            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
            wait *= 2;
        }
    }

    async Task SkipAsync(Workflow workflow, string id, int from, CancellationToken cancel)
    {
        for (var position = from; position < workflow.Steps.Length; position++)
            await store.SaveStepAsync(id,
                new() { Position = position, Name = workflow.Steps[position].Name, Status = WorkflowStatus.Skipped, Attempt = 0 },
                cancel).ConfigureAwait(false);
    }

    async Task<WorkflowRun> EndAsync(string id, WorkflowStatus status, string outcome, JsonObject? evidence, DateTimeOffset projectTime, CancellationToken cancel)
    {
        if (store.Find(id) is { Outcome: null }) await store.EndAsync(id, status, outcome, evidence, projectTime, cancel).ConfigureAwait(false);
        return store.Find(id)!;
    }

    static partial class Log
    {
        [LoggerMessage(100, LogLevel.Warning, "Step {Step} of project {Project} failed at attempt {Attempt}")]
        public static partial void StepFailed(ILogger logger, Exception error, string project, string step, int attempt);
    }
}
