using System.Text.Json;
using Panta.Monitoring.Drift;
using Panta.Tests;

namespace Panta.Monitoring.Tests.Drift;

public sealed class CountTests
{
    [SharedFact("golden/statistics/two-sample/binned-divergences.json")]
    public void Divergences_agree_with_forty_digit_arithmetic()
    {
        foreach (var item in Golden.Cases("two-sample/binned-divergences.json"))
        {
            if (item.GetProperty("name").GetString() == "both-empty-cell") continue; // its ½ is added before empty cells are dropped: ours after, by rule
            var (left, right, expected) = Read(item);
            var tolerance = item.Name() == "nearly-equal" ? 1e-6 : 1e-10;
            var plain = expected.GetProperty("noSmoothing");
            Golden.Close(plain.Number("jsDivergence"), JensenShannon.Divergence(left, right), tolerance, $"{item.Name()} js");
            Golden.Close(plain.Number("jsDistance"), JensenShannon.Distance(left, right), tolerance, $"{item.Name()} js distance");
            Golden.Close(plain.Number("psi"), PopulationStability.Index(left, right, smoothing: 0), tolerance, $"{item.Name()} psi");
            if (PopulationStability.Cells(left, right) == left.Length)
                Golden.Close(expected.GetProperty("addHalf").Number("psi"), PopulationStability.Index(left, right), tolerance, $"{item.Name()} psi add half");
        }
    }

    [SharedFact("golden/statistics/two-sample/binned-divergences.json")]
    public void The_null_quantile_of_the_stability_index_agrees_with_its_formula()
    {
        foreach (var item in Golden.Cases("two-sample/binned-divergences.json"))
        {
            var (left, right, expected) = Read(item);
            if (!expected.TryGetProperty("nullQuantile", out var quantile) || quantile.ValueKind == JsonValueKind.Null) continue;
            if (!quantile.TryGetProperty("0.95", out var at95) || PopulationStability.Cells(left, right) != left.Length) continue;

            Golden.Close(at95.Number("psi"), PopulationStability.NullQuantile(left.Sum(), right.Sum(), left.Length), 1e-10, item.Name());
        }
    }

    [SharedFact("golden/statistics/categorical/two-sample.json")]
    public void Chi_square_agrees_with_scipy()
    {
        foreach (var item in Golden.Cases("categorical/two-sample.json"))
        {
            var (left, right, expected) = Read(item);
            if (!expected.TryGetProperty("chi2TwoSample", out var chi2)) continue;

            var test = ChiSquare.Compare(left, right);
            if (chi2.Optional("statistic") is { } statistic) Close(statistic, test.Statistic, 1e-9, $"{item.Name()} statistic");
            TwoSampleTests.ClosePValue(chi2.Number("p"), test.PValue, 1e-9, $"{item.Name()} p");
        }
    }

    [SharedFact("golden/statistics/multiplicity/adjusted-p.json")]
    public void Benjamini_hochberg_agrees_with_statsmodels()
    {
        foreach (var item in Golden.Cases("multiplicity/adjusted-p.json"))
        {
            if (item.GetProperty("input").Numbers("p").Any(double.IsNaN)) continue; // refused, see below
            var adjusted = BenjaminiHochberg.Adjust(item.GetProperty("input").Numbers("p"));
            var expected = item.GetProperty("expected").GetProperty("benjaminiHochberg").Numbers("adjusted");
            Assert.Equal(expected.Length, adjusted.Length);
            foreach (var (want, got) in expected.Zip(adjusted)) Close(want, got, 1e-12, item.Name());
        }
    }

    [Fact]
    public void Pooling_leaves_no_expected_count_under_five_and_loses_no_row()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 200; trial++)
        {
            var left = Enumerable.Range(1, 30).Select(rank => (double)random.Next(1 + 600 / rank)).ToArray();
            var right = Enumerable.Range(1, 30).Select(rank => (double)random.Next(1 + 150 / rank)).ToArray();

            var (pooledLeft, pooledRight) = ChiSquare.Pool(left, right);

            var smaller = Math.Min(left.Sum(), right.Sum()) / (left.Sum() + right.Sum());
            Assert.Equal((left.Sum(), right.Sum()), (pooledLeft.Sum(), pooledRight.Sum()));
            Assert.All(pooledLeft.Zip(pooledRight), cell => Assert.True((cell.First + cell.Second) * smaller >= 5, $"trial {trial}"));
        }
    }

    [Fact]
    public void What_cannot_be_compared_is_refused_with_its_place()
    {
        Assert.StartsWith("The current side has no rows", Assert.Throws<ArgumentException>(() => ChiSquare.Compare([1, 2], [0, 0])).Message);
        Assert.StartsWith("The reference count of cell 1 is -1", Assert.Throws<ArgumentException>(() => JensenShannon.Divergence([1, -1], [1, 2])).Message);
        Assert.StartsWith("The p-value at index 1 is NaN", Assert.Throws<ArgumentException>(() => BenjaminiHochberg.Adjust([0.5, double.NaN])).Message);
        Assert.StartsWith("The reference has 1 cells and the window 2", Assert.Throws<ArgumentException>(() => PopulationStability.Index([1], [1, 2])).Message);
    }

    static void Close(double expected, double actual, double tolerance, string what)
    {
        if (Math.Abs(expected) < 1e-13 && Math.Abs(actual) < 1e-13) return;
        Golden.Close(expected, actual, tolerance, what);
    }

    static (double[] Left, double[] Right, JsonElement Expected) Read(JsonElement item)
    {
        var input = item.GetProperty("input");
        return (input.Numbers("reference"), input.Numbers("current"), item.GetProperty("expected"));
    }
}
