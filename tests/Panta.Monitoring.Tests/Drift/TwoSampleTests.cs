using Panta.Monitoring.Drift;
using Panta.Tests;

namespace Panta.Monitoring.Tests.Drift;

public sealed class TwoSampleTests
{
    [SharedFact("golden/statistics/two-sample/ks.json")]
    public void Kolmogorov_smirnov_agrees_with_the_lattice_law_and_with_the_series()
    {
        foreach (var (name, left, right, expected) in Pairs("two-sample/ks.json"))
        {
            var test = KolmogorovSmirnov.Compare(left, right);
            Golden.Close(expected.Number("D"), test.Statistic, 1e-10, $"{name} D");
            Golden.Close(expected.Number("pKolmogorovSeries"), KolmogorovSmirnov.AsymptoticPValue(left.Length, right.Length, test.Statistic), 1e-10,
                $"{name} series");
            if (test.Method == "exact" && expected.Optional("pExact") is { } exact) ClosePValue(exact, test.PValue, 1e-10, $"{name} exact");
        }
    }

    [SharedFact("golden/statistics/two-sample/wasserstein.json")]
    public void Wasserstein_agrees_with_scipy()
    {
        foreach (var (name, left, right, expected) in Pairs("two-sample/wasserstein.json"))
        {
            var tolerance = name == "large-offset" ? 1e-6 : 1e-10;
            Golden.Close(expected.Number("w1"), Wasserstein.Distance(left, right), tolerance, $"{name} w1");
            Golden.Close(expected.Number("normed"), Wasserstein.Normed(left, right), tolerance, $"{name} normed");
        }
    }

    [SharedFact("golden/statistics/two-sample/mann-whitney.json")]
    public void Cliffs_delta_agrees_with_mann_whitneys_u()
    {
        foreach (var (name, left, right, expected) in Pairs("two-sample/mann-whitney.json"))
        {
            if (expected.Optional("cliffsDelta") is not { } delta) continue;
            Golden.Close(Math.Abs(delta), Math.Abs(CliffsDelta.Compare(left, right)), 1e-9, name);
        }
    }

    [Fact]
    public void The_worked_example_of_ten_against_eight_has_its_published_numbers()
    {
        double[] a = [2.1, 2.4, 2.9, 3.0, 3.3, 3.8, 4.0, 4.4, 4.9, 5.5], b = [2.8, 3.1, 3.9, 4.2, 4.6, 5.0, 5.7, 6.1];

        var test = KolmogorovSmirnov.Compare(a, b);

        Assert.Equal((0.35, 0.5422551305), (test.Statistic, Math.Round(test.PValue, 10)));
        Assert.Equal(0.7663740891, Wasserstein.Normed(a, b), 10);
    }

    [Fact]
    public void Swapping_the_samples_changes_neither_gap_nor_p_value()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 200; trial++)
        {
            var (left, right) = (Sorted(random, 1 + random.Next(40)), Sorted(random, 1 + random.Next(40)));
            var (there, back) = (KolmogorovSmirnov.Compare(left, right), KolmogorovSmirnov.Compare(right, left));

            Assert.Equal(there.Statistic, back.Statistic);
            Golden.Close(there.PValue, back.PValue, 1e-12, $"trial {trial}");
            Golden.Close(Wasserstein.Distance(left, right), Wasserstein.Distance(right, left), 1e-12, $"trial {trial}");
        }
    }

    [Fact]
    public void Wasserstein_of_equal_sizes_is_the_mean_distance_of_order_statistics()
    {
        var random = new Random(2);
        for (var trial = 0; trial < 200; trial++)
        {
            var size = 1 + random.Next(50);
            var (left, right) = (Sorted(random, size), Sorted(random, size));
            var naive = left.Zip(right).Average(pair => Math.Abs(pair.First - pair.Second));

            Assert.Equal(naive, Wasserstein.Distance(left, right), 1e-12);
        }
    }

    [Theory]
    [InlineData(1.2238, 0.10)]
    [InlineData(1.3581, 0.05)]
    [InlineData(1.6276, 0.01)]
    public void The_published_critical_values_give_their_levels(double critical, double level) =>
        Assert.Equal(level, KolmogorovSmirnov.AsymptoticPValue(1000, 1000, critical / Math.Sqrt(500)), 4);

    [Fact]
    public void A_bad_sample_is_named_with_its_index()
    {
        Assert.StartsWith("The current sample is not ascending at index 1: NaN.",
            Assert.Throws<ArgumentException>(() => KolmogorovSmirnov.Compare([1], [1, double.NaN])).Message);
        Assert.StartsWith("The reference sample is empty", Assert.Throws<ArgumentException>(() => Wasserstein.Distance([], [1])).Message);
    }

    internal static void ClosePValue(double expected, double actual, double tolerance, string what)
    {
        if (expected is > 0 and < 1e-12) Golden.Close(Math.Log(expected), Math.Log(actual), 1e-6, what);
        else Golden.Close(expected, actual, tolerance, what);
    }

    static double[] Sorted(Random random, int size)
    {
        var values = Enumerable.Range(0, size).Select(_ => Math.Round(random.NextDouble(), 1)).ToArray();
        Array.Sort(values);
        return values;
    }

    static IEnumerable<(string Name, double[] Left, double[] Right, System.Text.Json.JsonElement Expected)> Pairs(string file)
    {
        var pairs = Golden.Pairs();
        var found = 0;
        foreach (var item in Golden.Cases(file))
        {
            if (!pairs.TryGetValue(item.GetProperty("data").GetString()!.Split('#')[1], out var pair)) continue;
            var (left, right) = (Clean(pair.Reference), Clean(pair.Current));
            if (left.Length == 0 || right.Length == 0 || !item.TryGetProperty("expected", out var expected) || expected.TryGetProperty("error", out _))
                continue;

            found++;
            yield return (item.Name(), left, right, expected);
        }
        Assert.True(found > 25, $"only {found} pairs of {file}");
    }

    static double[] Clean(double[] values)
    {
        var clean = values.Where(double.IsFinite).ToArray();
        Array.Sort(clean);
        return clean;
    }
}
