using Panta.Learning.Trees;

namespace Panta.Learning.Tests.Trees;

public sealed class BinningTests
{
    [Fact]
    public void Radix_sort_sorts_as_the_platform_does()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            double[] values = [.. Enumerable.Range(0, 1000).Select(_ => Any(random))];
            double[] sorted = [.. values];

            RadixSort.Sort(sorted);

            Assert.Equal(values.Order(), sorted);
        }
    }

    [Fact]
    public void Threshold_index_finds_the_bin_of_the_naive_twin()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            double[] thresholds = [.. Enumerable.Range(0, random.Next(255)).Select(_ => Math.Round(random.NextDouble() * 100, 1)).Distinct().Order()];
            double[] values = [.. Enumerable.Range(0, 100).Select(_ => Math.Round(random.NextDouble() * 120 - 10, 1)), double.NegativeInfinity, double.PositiveInfinity];
            var bins = new byte[values.Length];

            var hasMissing = new ThresholdIndex(thresholds).Fill(values, bins);

            Assert.False(hasMissing);
            Assert.Equal(values.Select(value => (byte)BinnedColumn.Bin(thresholds, value)), bins);
        }
    }

    [Fact]
    public void Few_distinct_values_get_a_bin_each()
    {
        double[] values = [3, 1, 2, 1, double.NaN, 3, 1];

        var bins = FeatureBins.OfNumbers(values, 255, 0);

        Assert.Equal([1.5, 2.5], bins.Thresholds);
    }

    [Fact]
    public void Many_values_fall_into_bins_of_about_equal_size()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextDouble())];

        var sizes = Bins(values, 100).GroupBy(bin => bin).Select(bin => bin.Count()).ToList();

        Assert.Equal(100, sizes.Count);
        Assert.All(sizes, size => Assert.InRange(size, 400, 600));
    }

    [Fact]
    public void Frequent_value_has_a_bin_of_its_own()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 10_000).Select(i => i % 2 == 0 ? 0.5 : random.NextDouble())];

        var bins = Bins(values, 20);

        var shared = values.Zip(bins).Where(pair => pair.Second == bins[0]).Select(pair => pair.First).Distinct();
        Assert.Equal([0.5], shared);
    }

    [Fact]
    public void Rare_categories_share_the_bin_of_missing_values()
    {
        double[] values = [7, 7, 7, 3, 3, 9, double.NaN];
        var bins = new byte[7];

        FeatureBins.OfCategories(values, 2).Fill(values, bins);

        Assert.Equal([1, 1, 1, 0, 0, 255, 255], bins);
    }

    static byte[] Bins(double[] values, int count)
    {
        var bins = new byte[values.Length];
        FeatureBins.OfNumbers(values, count, 0).Fill(values, bins);
        return bins;
    }

    static double Any(Random random) => random.Next(4) switch
    {
        0 => random.Next(-3, 4),
        1 => random.NextDouble() - 0.5,
        2 => (random.Next(2) == 0 ? -1 : 1) * Math.Exp(random.Next(-700, 700)),
        _ => random.Next(2) == 0 ? double.NegativeInfinity : double.PositiveInfinity,
    };
}
