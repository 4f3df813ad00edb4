using Panta.Tracking.Runs;

namespace Panta.Tracking.Tests.Runs;

public sealed class BulkRunsTests : IDisposable
{
    readonly TestRuns _test = new();

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task Runs_written_together_are_those_that_would_have_been_logged_one_by_one()
    {
        var bulk = new BulkRuns(_test.Store.Database);
        Metric[] points = [new("loss", 3, 10, 1), new("loss", double.NaN, 30, 3), new("loss", 2, 20, 2), new("mae", 7, 5)];

        await bulk.WriteAsync([Made("a", "1"), Made("b", "2")], [.. points.Select(point => point with { RunId = "a" }), new("loss", 9, 1, 1) { RunId = "b" }]);

        var (a, b) = (_test.Runs.Get("a"), _test.Runs.Get("b"));
        Assert.Equal(("run a", RunStatus.Finished, 1000L, 2000L), (a.Name, a.Status, a.StartTime, a.EndTime));
        Assert.Equal([("loss", double.NaN, 3L), ("mae", 7.0, 0L)], a.Metrics.Select(metric => (metric.Key, metric.Value, metric.Step)));
        Assert.Equal(("9", "2"), ($"{b.Metrics[0].Value}", b.Params[0].Value));
        Assert.Equal([1L, 2L, 3L], _test.History.Get("a", "loss").Items.Select(point => point.Step));
        Assert.Equal(["run a"], _test.Search("params.p = '1' and tags.t = 'x'"));
    }

    [StoreFact]
    public async Task Writing_them_again_changes_what_differs_and_doubles_nothing()
    {
        var bulk = new BulkRuns(_test.Store.Database);
        await bulk.WriteAsync([Made("a", "1")], [new("m", 1, 1) { RunId = "a" }]);

        await bulk.WriteAsync([Made("a", "5") with { Name = "again" }], [new("m", 1, 1) { RunId = "a" }]);

        Assert.Equal(("again", "5", 1), (_test.Runs.Get("a").Name, _test.Runs.Get("a").Params[0].Value, _test.History.Get("a", "m").Items.Count));
        Assert.Equal(["again"], _test.Search());
    }

    [StoreFact]
    public async Task A_run_whose_id_is_none_or_whose_experiment_is_not_there_leaves_nothing_of_the_others()
    {
        var bulk = new BulkRuns(_test.Store.Database);

        await Assert.ThrowsAsync<ArgumentException>(() => bulk.WriteAsync([Made("a", "1"), Made("../b", "1")], []));
        await Assert.ThrowsAnyAsync<Exception>(() => bulk.WriteAsync([Made("a", "1"), Made("c", "1") with { ExperimentId = "77" }], []));

        Assert.Empty(_test.Search());
    }

    static Run Made(string id, string param) => new()
    {
        RunId = id,
        ExperimentId = "0",
        Name = $"run {id}",
        UserId = "ci",
        Status = RunStatus.Finished,
        StartTime = 1000,
        EndTime = 2000,
        ArtifactUri = $"mlflow-artifacts:/0/{id}/artifacts",
        Stage = LifecycleStage.Active,
        Params = [new("p", param)],
        Tags = [new("t", "x")],
    };
}
