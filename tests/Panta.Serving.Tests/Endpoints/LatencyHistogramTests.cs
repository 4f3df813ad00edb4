using Panta.Serving.Endpoints;

namespace Panta.Serving.Tests.Endpoints;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_within_an_eighth_of_the_true_ones()
    {
        var random = new Random(3);
        var histogram = new LatencyHistogram();
        var micros = Enumerable.Range(0, 10_000).Select(_ => Math.Floor(Math.Exp(random.NextDouble() * 15))).ToArray();
        foreach (var value in micros) histogram.Add(TimeSpan.FromMicroseconds(value));
        Array.Sort(micros);

        foreach (var p in new[] { 0.001, 0.5, 0.95, 0.99, 1 })
        {
            var exact = micros[(int)Math.Ceiling(p * micros.Length) - 1];
            var estimate = histogram.Quantile(p)!.Value.TotalMicroseconds;
            Assert.InRange(estimate, exact, exact * 1.125);
        }
    }

    [Fact]
    public void Nothing_counted_has_no_quantile() => Assert.Null(new LatencyHistogram().Quantile(0.5));
}
