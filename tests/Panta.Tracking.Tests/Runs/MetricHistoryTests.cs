using Panta.Tracking.Runs;

namespace Panta.Tracking.Tests.Runs;

public sealed class MetricHistoryTests : IDisposable
{
    readonly TestRuns _test = new();

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task Pages_join_to_the_whole_history()
    {
        var run = await Logged(25);

        var first = _test.History.Get(run, "m", 10);
        var second = _test.History.Get(run, "m", 10, first.NextToken);
        var third = _test.History.Get(run, "m", 10, second.NextToken);

        Assert.Equal(_test.History.Get(run, "m").Items, [.. first.Items, .. second.Items, .. third.Items]);
        Assert.Null(third.NextToken);
    }

    [StoreFact]
    public async Task Pages_of_any_values_join_though_points_are_logged_between()
    {
        var run = await _test.NewRun();
        double[] values = [double.NegativeInfinity, -1e300, -0.1, 0, double.NaN, 0.1 + 0.2, double.MaxValue, double.PositiveInfinity];
        var points = values.SelectMany(value => Enumerable.Range(0, 3).Select(i => new Metric("m", value, Timestamp: 5 + (i % 2), Step: i))).ToArray();
        await _test.Log.LogBatchAsync(run, new() { Metrics = points });
        var all = _test.History.Get(run, "m").Items;

        List<Metric> paged = [];
        for (string? token = null; paged.Count == 0 || token is not null;)
        {
            var page = _test.History.Get(run, "m", 1, token);
            paged.AddRange(page.Items);
            token = page.NextToken;
            await _test.Log.LogBatchAsync(run, new() { Metrics = [new("m", 7, Timestamp: 1, Step: paged.Count)] });
        }

        Assert.Equal(points.Length, all.Count);
        Assert.Equal(all, paged);
    }

    [StoreTheory]
    [InlineData("!!", "Invalid page token, could not base64-decode '!!'.")]
    [InlineData("eyJvZmZzZXQiOiA1fQ==", "Invalid page token: it holds no position. Start again without a token.")]
    [InlineData("eyJhZnRlciI6WyJpMSJdfQ==", "Invalid page token: it belongs to a search with another order. Start again without a token.")]
    [InlineData("eyJhZnRlciI6WyJpMSIsImkyIiwiaTMiLCJpNCJdfQ==", "Invalid page token: it belongs to something other than a metric. Start again without a token.")]
    public void Foreign_tokens_are_refused(string token, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => _test.History.Get("r", "m", 5, token)).Message);

    [StoreFact]
    public void A_metric_never_logged_has_no_points() => Assert.Empty(_test.History.Get("nothing", "m").Items);

    [StoreFact]
    public async Task Streamed_points_are_those_of_the_whole_history_in_its_order()
    {
        var run = await _test.NewRun();
        var points = Enumerable.Range(0, 11_000)
            .Select(i => new Metric("m", i % 7 == 0 ? double.NaN : i % 13, Timestamp: i % 3, Step: i / 5)).Distinct().ToList();
        foreach (var batch in points.Chunk(1000)) await _test.Log.LogBatchAsync(run, new() { Metrics = batch });
        await new BulkRuns(_test.Store.Database).WriteAsync([], [new("m", 5, Timestamp: -5, Step: 1) { RunId = run }]); // imported, from before 1970

        var streamed = _test.History.Stream(run, "m").ToList();

        Assert.True(streamed.Count > 10_000);
        Assert.Equal(-5, streamed[0].Timestamp);
        Assert.Equal(_test.History.Get(run, "m").Items, streamed);
        Assert.Empty(_test.History.Stream(run, "other"));
        Assert.Empty(_test.History.Stream("nothing", "m"));
    }

    [StoreTheory]
    [InlineData(10, 100)]
    [InlineData(7, 50)]
    [InlineData(2500, 40)]
    public async Task Thinning_takes_even_steps_with_both_ends(int most, int steps)
    {
        var run = await Logged(steps);

        var thinned = _test.History.GetThinned([run], "m", maxResults: most).Select(m => m.Step);

        var expected = steps <= most ? Enumerable.Range(0, steps) : Enumerable.Range(0, most).Select(i => i * steps / most).Append(steps - 1).Distinct();
        Assert.Equal(expected.Select(s => (long)s), thinned);
    }

    [StoreFact]
    public async Task A_metric_logged_entirely_at_one_step_is_thinned_as_well()
    {
        var run = await _test.NewRun();
        await _test.Log.LogBatchAsync(run, new() { Metrics = [.. Enumerable.Range(0, 1000).Select(i => new Metric("m", i, i))] });

        Assert.Equal(10, _test.History.GetThinned([run], "m", maxResults: 10).Count);
    }

    [StoreFact]
    public async Task An_interval_without_its_other_end_is_refused()
    {
        var run = await Logged(1);

        Assert.Contains("both must be specified", Assert.Throws<ArgumentException>(() => _test.History.GetThinned([run], "m", startStep: 1)).Message);
        Assert.Contains("end_step must be greater", Assert.Throws<ArgumentException>(() => _test.History.GetThinned([run], "m", 2, 1)).Message);
    }

    async Task<string> Logged(int steps)
    {
        var run = await _test.NewRun();
        await _test.Log.LogBatchAsync(run, new() { Metrics = [.. Enumerable.Range(0, steps).Select(i => new Metric("m", i, i, i))] });
        return run;
    }
}
