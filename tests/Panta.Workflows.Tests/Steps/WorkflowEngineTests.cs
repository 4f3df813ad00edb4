using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Steps;

public sealed class WorkflowEngineTests : IAsyncLifetime
{
    static readonly DateTimeOffset Start = new(2019, 7, 1, 0, 0, 0, TimeSpan.Zero);

    readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("panta-workflows-");
    readonly ImpatientTime _time = new();
    DataFolder _folder = null!;
    Database _database = null!;
    WorkflowStore _store = null!;
    WorkflowEngine _engine = null!;

    public async Task InitializeAsync()
    {
        _folder = DataFolder.Open(_place.FullName);
        _database = Database.Open(_folder);
        _store = new(_database, _time);
        _engine = new(_store, _time, NullLogger<WorkflowEngine>.Instance);
        await new ProjectStore(_database, _time).SaveAsync(Example.Yaml, "/", ClockKind.Replay, Start, default);
        await _store.QueueAsync(
            new() { Id = "run", Project = "glass", Workflow = "w", Cause = "test", Status = WorkflowStatus.Queued, QueuedAt = Start }, default);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_step_is_given_what_the_ones_before_found()
    {
        var run = await RunAsync(
            new Step("a", (_, _) => Answer(new() { ["x"] = 1 })),
            new Step("b", (context, _) => Answer(new() { ["y"] = context["a"]["x"]!.GetValue<int>() + 1 })) { Needs = ["a"] });

        Assert.Equal(WorkflowStatus.Succeeded, run.Status);
        Assert.Equal(2, run.Steps[1].Output!["y"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated()
    {
        var attempts = 0;

        var run = await RunAsync(new Step("a", (_, _) => ++attempts < 3 ? throw new IOException("busy") : Answer([])) { Retries = 2 });

        Assert.Equal(WorkflowStatus.Succeeded, run.Status);
        Assert.Equal(3, run.Steps[0].Attempt);
    }

    [Fact]
    public async Task A_run_whose_step_fails_for_good_says_why()
    {
        var run = await RunAsync(new Step("a", (_, _) => throw new IOException("disk is gone")) { Retries = 1 }, new Step("b", (_, _) => Answer([])) { Needs = ["a"] });

        Assert.Equal(WorkflowStatus.Failed, run.Status);
        Assert.Equal("a: disk is gone", run.Outcome);
        Assert.Equal("disk is gone", run.Steps[0].Error);
    }

    [Fact]
    public async Task A_verdict_is_not_tried_again()
    {
        var attempts = 0;

        await RunAsync(new Step("a", (_, _) =>
        {
            attempts++;
            throw new StepRefusedException("the data break their expectations");
        }));

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_step_may_end_the_run_and_skip_the_rest()
    {
        var run = await RunAsync(new Step("a", (_, _) => Task.FromResult(new StepResult([], Ends: "kept"))), new Step("b", (_, _) => Answer([])) { Needs = ["a"] });

        Assert.Equal("kept", run.Outcome);
        Assert.Equal(WorkflowStatus.Skipped, run.Steps[1].Status);
    }

    [Fact]
    public async Task An_interrupted_run_goes_on_at_its_first_unfinished_step()
    {
        var done = new List<string>();
        using var power = new CancellationTokenSource();
        Step[] steps =
        [
            new("a", (_, _) => { done.Add("a"); return Answer([]); }),
            new("b", (_, cancel) => { done.Add("b"); power.Cancel(); cancel.ThrowIfCancellationRequested(); return Answer([]); }) { Needs = ["a"] },
            new("c", (_, _) => { done.Add("c"); return Answer([]); }) { Needs = ["b"] },
        ];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _engine.RunAsync(new("w", steps), "run", Start, power.Token));

        Assert.Equal("run", Assert.Single(_store.Unfinished("glass")).Id);
        await _engine.RunAsync(new("w", steps), "run", Start, default);

        Assert.Equal(["a", "b", "b", "c"], done);
        Assert.Empty(_store.Unfinished("glass"));
    }

    async Task<WorkflowRun> RunAsync(params Step[] steps) => await _engine.RunAsync(new("w", steps), "run", Start, default);

    static Task<StepResult> Answer(JsonObject output) => Task.FromResult(new StepResult(output));

    /// <summary>The system's clock, but waits are over at once.</summary>
    sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
