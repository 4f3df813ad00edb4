using Panta.Monitoring.Performance;

namespace Panta.Monitoring.Tests.Performance;

public sealed class PairedComparisonTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 5, 0.0625)] // 2 · ½⁵
    [InlineData(1, 9, 0.021484375)] // 2 · 11 / 2¹⁰
    [InlineData(9, 1, 0.021484375)]
    public void Mcnemar_is_twice_the_binomial_tail(long onlyFirst, long onlySecond, double expected) =>
        Assert.Equal(expected, PairedComparison.McNemar(onlyFirst, onlySecond), 14);

    [Fact]
    public void Classes_are_compared_on_the_rows_where_just_one_is_right()
    {
        bool[] champion = [.. Enumerable.Range(0, 100).Select(i => i < 80)];
        bool[] challenger = [.. Enumerable.Range(0, 100).Select(i => i is >= 1 and < 90)];

        var comparison = PairedComparison.OfClasses(champion, challenger);

        Assert.Equal((0.80, 0.89, 0.09), (comparison.Champion, comparison.Challenger, comparison.Improvement));
        Assert.Equal(2 * 12 / 2048.0, comparison.PValue, 14);
        Assert.True(comparison.Lower < 0.09 && comparison.Upper > 0.09);
        Assert.True(comparison.IsBetter(margin: 0.05));
        Assert.False(comparison.IsBetter(margin: 0.10));
    }

    [Fact]
    public void Swapping_the_models_turns_the_sign_and_nothing_else()
    {
        var (a, b, days) = Errors(seed: 4, shift: 0.3);

        var there = PairedComparison.OfErrors(a, b, days);
        var back = PairedComparison.OfErrors(b, a, days);

        Assert.Equal(there.Improvement, -back.Improvement, 12);
        Assert.Equal(there.Lower, -back.Upper, 12);
        Assert.Equal(there.PValue, back.PValue);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter_and_the_seed_decides_the_resamples()
    {
        var (a, b, days) = Errors(seed: 5, shift: 0.1);
        var shuffled = Enumerable.Range(0, a.Length).ToArray();
        new Random(1).Shuffle(shuffled);

        var first = PairedComparison.OfErrors(a, b, days, seed: 7);
        var again = PairedComparison.OfErrors(a, b, days, seed: 7);

        Assert.Equal(first, again);
        var other = PairedComparison.OfErrors([.. shuffled.Select(i => a[i])], [.. shuffled.Select(i => b[i])], [.. shuffled.Select(i => days[i])], seed: 7);
        Assert.Equal(first.Lower, other.Lower, 12);
        Assert.NotEqual(first.Lower, PairedComparison.OfErrors(a, b, days, seed: 8).Lower);
    }

    [Fact]
    public void The_interval_covers_the_truth_about_ninety_five_times_in_a_hundred()
    {
        var covered = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var (a, b, days) = Errors(seed, shift: 0.2);
            var comparison = PairedComparison.OfErrors(a, b, days, seed, resamples: 400);
            if (comparison.Lower <= 0.2 && comparison.Upper >= 0.2) covered++;
        }

        // Percentile bootstrap of 28 blocks: a little under 95 %; 400 trials have a standard error of 1.1 points.
        Assert.InRange(covered, 360, 395);
    }

    [Fact]
    public void A_row_without_an_error_is_refused() =>
        Assert.StartsWith("The errors of row 1 are NaN and 2",
            Assert.Throws<ArgumentException>(() => PairedComparison.OfErrors([1, double.NaN], [1, 2], [0, 1])).Message);

    /// <summary>28 days of 24 hours whose errors share a shock by day; the second model's are smaller by <paramref name="shift"/> on average.</summary>
    static (double[] Champion, double[] Challenger, long[] Days) Errors(int seed, double shift)
    {
        var random = new Random(1000 + seed);
        var days = Enumerable.Range(0, 28 * 24).Select(hour => (long)(hour / 24)).ToArray();
        var shock = Enumerable.Range(0, 28).Select(_ => random.NextDouble() - 0.5).ToArray();
        var champion = days.Select(_ => 10 + random.NextDouble()).ToArray();
        return (champion, [.. days.Select((day, hour) => champion[hour] - shift + shock[day] + 0.2 * (random.NextDouble() - 0.5))], days);
    }
}
