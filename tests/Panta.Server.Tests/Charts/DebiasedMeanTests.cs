using Panta.Server.Charts;

namespace Panta.Server.Tests.Charts;

public sealed class DebiasedMeanTests
{
    [Fact]
    public void It_is_the_weighted_mean_of_all_values_so_far()
    {
        double[] values = [3, -1, 4, 1, -5, 9, 2.5];
        const double Weight = 0.7;
        var mean = new DebiasedMean(Weight);

        for (var n = 1; n <= values.Length; n++)
        {
            var weights = Enumerable.Range(0, n).Select(k => Math.Pow(Weight, n - 1 - k)).ToArray();
            var expected = weights.Zip(values, (weight, value) => weight * value).Sum() / weights.Sum();

            Assert.Equal(expected, mean.Next(values[n - 1]), 12);
        }
    }

    [Fact]
    public void The_first_value_is_not_pulled_towards_zero() => Assert.Equal(5, new DebiasedMean(0.99).Next(5), 12);

    [Fact]
    public void What_is_no_number_is_answered_as_it_is_and_leaves_the_mean_alone()
    {
        var (mean, twin) = (new DebiasedMean(0.5), new DebiasedMean(0.5));
        mean.Next(1);
        twin.Next(1);

        Assert.Equal(double.NaN, mean.Next(double.NaN));
        Assert.Equal(double.PositiveInfinity, mean.Next(double.PositiveInfinity));
        Assert.Equal(twin.Next(3), mean.Next(3));
    }
}
