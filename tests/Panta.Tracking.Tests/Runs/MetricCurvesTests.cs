using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Runs;

public sealed class MetricCurvesTests : IDisposable
{
    readonly TestRuns _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Points_join_over_portions_to_the_whole_history_in_its_order()
    {
        var run = await _test.NewRun();
        // Many points share a timestamp, so portions end among equal ones; some are no numbers.
        for (var batch = 0; batch < 23; batch++)
        {
            var metrics = Enumerable.Range(batch * 1000, 1000)
                .Select(k => new Metric("m", k % 997 == 0 ? double.NaN : k % 991 == 0 ? double.NegativeInfinity : k % 7, k / 3000, k / 2));
            await _test.Log.LogBatchAsync(run, new() { Metrics = [.. metrics] });
        }

        var points = new MetricCurves(_test.Store.Database).Points(run, "m").ToArray();

        var whole = _test.History.Get(run, "m").Items;
        Assert.Equal(
            whole.Select(metric => (metric.Timestamp, metric.Step, metric.Value)).Order(),
            points.Select(point => (point.Timestamp, point.Step, point.Value)).Order());
        Assert.Equal(points.Select(point => (point.Timestamp, point.Step)).Order(), points.Select(point => (point.Timestamp, point.Step)));
        Assert.True(points.Length > 20_000, $"{points.Length} points are not several portions");
    }

    [Fact]
    public async Task Only_metrics_of_several_points_make_curves_and_their_extent_is_told()
    {
        var run = await _test.NewRun();
        await _test.Log.LogBatchAsync(run, new() { Metrics = [new("one", 1, 5), new("two", 1, 5, -3), new("two", 2, 4, 8), new("nan", double.NaN, 5),
            new("nan", double.NaN, 6)] });
        var curves = new MetricCurves(_test.Store.Database);

        Assert.Equal(["nan", "two"], curves.Keys(run).Order());
        Assert.Equal(new MetricExtent(2, -3, 8, 4, 5), curves.Extent(run, "two"));
        Assert.Null(curves.Extent(run, "three"));
        Assert.Throws<NotFoundException>(() => curves.Keys(new string('0', 32)));
    }
}
