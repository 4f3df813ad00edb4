using Panta.Tracking.Runs;

namespace Panta.Tracking.Tests.Runs;

public sealed class RunCountsTests : IDisposable
{
    readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task Runs_are_counted_by_experiment_and_stage_with_the_start_of_the_last_and_anew_after_a_change()
    {
        var (runs, counts) = (new RunStore(_store.Database, TimeProvider.System), new RunCounts(_store.Database));
        var other = (await new ExperimentStore(_store.Database, TimeProvider.System).CreateAsync("other")).ExperimentId;
        await runs.CreateAsync(new() { StartTime = 7 });
        var gone = await runs.CreateAsync(new() { StartTime = 9 });

        var before = counts.Of(["0", other, "77"], LifecycleStage.Active);
        await runs.DeleteAsync(gone.RunId);
        await runs.CreateAsync(new() { ExperimentId = other, StartTime = 5 });

        Assert.Equal([("0", 2L, (long?)9)], Told(before));
        Assert.Equal([("0", 1, 7), (other, 1, 5)], Told(counts.Of(["0", other, "77"], LifecycleStage.Active)));
        Assert.Equal([(other, 1, 5)], Told(counts.Of([other], LifecycleStage.Active)));
        Assert.Equal([("0", 1, 9)], Told(counts.Of(["0", other], LifecycleStage.Deleted)));
        Assert.Equal([("0", 1L), (other, 1L)], counts.ByExperiment().Select(each => (each.Key, each.Value)).Order());
    }

    [StoreFact]
    public async Task Points_alone_are_no_reason_to_count_again()
    {
        var runs = new RunStore(_store.Database, TimeProvider.System);
        var log = new RunLog(_store.Database);
        var run = (await runs.CreateAsync(new())).RunId;
        var (counts, all) = (new RunCounts(_store.Database), _store.Database.Changes);
        var counted = counts.ByExperiment();

        await log.LogBatchAsync(run, new() { Metrics = [new("loss", 0.5, 1, 0)] });
        Assert.True(_store.Database.Changes > all);
        Assert.Same(counted, counts.ByExperiment());

        await log.LogBatchAsync(run, new() { Metrics = [new("loss", 0.4, 2, 1)], Params = [new("depth", "3")] });
        Assert.NotSame(counted, counts.ByExperiment());
    }

    static IEnumerable<(string, long, long?)> Told(IReadOnlyDictionary<string, (long Runs, long? LastStart)> counted) =>
        counted.Select(each => (each.Key, each.Value.Runs, each.Value.LastStart)).Order();
}
