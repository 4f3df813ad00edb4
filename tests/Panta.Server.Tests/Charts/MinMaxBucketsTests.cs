using Panta.Server.Charts;

namespace Panta.Server.Tests.Charts;

public sealed class MinMaxBucketsTests
{
    [Fact]
    public void A_short_line_is_kept_whole_and_in_order()
    {
        var line = new MinMaxBuckets(0, 10, 5);
        foreach (var x in (int[])[3, 1, 10, 0, 7]) line.Add(x, x * x);

        Assert.Equal([0, 1, 3, 7, 10], line.Points().Select(point => point.X));
    }

    [Fact]
    public void Of_a_long_line_every_bucket_keeps_its_least_and_greatest_value()
    {
        const int Points = 100_000, Buckets = 100;
        var random = new Random(11);
        var values = Enumerable.Range(0, Points).Select(_ => random.NextDouble()).ToArray();
        var line = new MinMaxBuckets(0, Points - 1, Buckets);
        for (var x = 0; x < Points; x++) line.Add(x, values[x]);

        var kept = line.Points();

        Assert.InRange(kept.Count, Buckets, (2 * Buckets) + 2);
        Assert.Equal(kept.Select(point => point.X).Order(), kept.Select(point => point.X));
        Assert.All(kept, point => Assert.Equal(values[(int)point.X], point.Y));
        foreach (var bucket in Enumerable.Range(0, Points).GroupBy(x => Math.Min(Buckets - 1, (int)((double)x / (Points - 1) * Buckets))))
        {
            var within = kept.Where(point => point.X >= bucket.First() && point.X <= bucket.Last()).Select(point => point.Y).ToArray();
            Assert.Equal(bucket.Min(x => values[x]), within.Min());
            Assert.Equal(bucket.Max(x => values[x]), within.Max());
        }
    }

    [Fact]
    public void A_single_spike_among_a_million_points_is_kept()
    {
        var line = new MinMaxBuckets(0, 999_999, 500);
        for (var x = 0; x < 1_000_000; x++) line.Add(x, x == 654_321 ? 1e9 : 1);

        Assert.Contains(new ChartPoint(654_321, 1e9), line.Points());
    }

    [Fact]
    public void Points_outside_the_range_are_passed_over()
    {
        var line = new MinMaxBuckets(10, 20, 4);
        for (var x = 0; x < 30; x++) line.Add(x, x);

        Assert.Equal(11, line.Count);
        Assert.Equal((10, 20), (line.Points()[0].X, line.Points()[^1].X));
    }
}
