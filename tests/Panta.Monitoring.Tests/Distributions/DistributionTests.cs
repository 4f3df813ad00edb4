using System.Text.Json;
using Panta.Monitoring.Distributions;
using Panta.Tests;

namespace Panta.Monitoring.Tests.Distributions;

/// <summary>Against mpmath with 50 digits: 1e-12 relative, quantiles 1e-10, tails under 1e-100 1e-9.</summary>
public sealed class DistributionTests
{
    const string Folder = "golden/statistics/special-functions";

    [SharedTheory(Folder)]
    [InlineData("normal")]
    [InlineData("t")]
    [InlineData("chi2")]
    [InlineData("beta")]
    [InlineData("gamma")]
    [InlineData("binomial")]
    [InlineData("kolmogorov")]
    [InlineData("functions")]
    public void Agrees_with_fifty_digit_arithmetic(string file)
    {
        var checkedPoints = 0;
        foreach (var item in Golden.Cases($"special-functions/{file}.json"))
        {
            var input = item.GetProperty("input");
            if (Evaluate(file, input.GetProperty("function").GetString()!, input) is not { } actual) continue;

            var expected = item.Number("expected");
            checkedPoints++;
            if (expected == 0 && actual is >= 0 and < 1e-49) continue; // rounded away in fifty digits
            Golden.Close(expected, actual, Tolerance(input, expected), $"{item.Name()} {input.GetRawText()}");
        }
        Assert.True(checkedPoints >= 36, $"only {checkedPoints} points were checked");
    }

    [Fact]
    public void A_share_of_no_or_all_successes_has_an_interval_within_0_and_1()
    {
        Assert.Equal((0, true), (Binomial.WilsonInterval(0, 10).Lower!.Value, Binomial.WilsonInterval(0, 10).Upper < 1));
        Assert.Equal((1, true), (Binomial.WilsonInterval(10, 10).Upper!.Value, Binomial.WilsonInterval(10, 10).Lower > 0));
    }

    [SharedFact("golden/statistics/ab/proportions.json")]
    public void Wilson_intervals_agree_with_statsmodels()
    {
        foreach (var item in Golden.Cases("ab/proportions.json"))
        {
            var input = item.GetProperty("input");
            var expected = item.GetProperty("expected").GetProperty("wilson95");
            for (var arm = 0; arm < 2; arm++)
            {
                var interval = Binomial.WilsonInterval((long)input.Number($"x{arm + 1}"), (long)input.Number($"n{arm + 1}"));
                Golden.Close(Golden.Number(expected[arm][0]), interval.Lower!.Value, 1e-9, $"{item.Name()} arm {arm + 1} lower");
                Golden.Close(Golden.Number(expected[arm][1]), interval.Upper!.Value, 1e-9, $"{item.Name()} arm {arm + 1} upper");
            }
        }
    }

    static double Tolerance(JsonElement input, double expected) =>
        input.GetProperty("function").GetString() is "ppf" or "isf" ? 1e-10 : Math.Abs(expected) < 1e-100 ? 1e-9 : 1e-12;

    static double? Evaluate(string file, string function, JsonElement input)
    {
        var x = input.Number("x");
        return (file, function) switch
        {
            ("normal", "cdf") => Normal.LowerTail(x),
            ("normal", "sf") => Normal.UpperTail(x),
            ("normal", "ppf") => Normal.Quantile(x),
            ("t", "cdf") => StudentT.LowerTail(x, input.Number("df")),
            ("t", "sf") => StudentT.UpperTail(x, input.Number("df")),
            ("t", "ppf") => StudentT.Quantile(x, input.Number("df")),
            ("chi2", "cdf") => ChiSquared.LowerTail(x, input.Number("df")),
            ("chi2", "sf") => ChiSquared.UpperTail(x, input.Number("df")),
            ("chi2", "ppf") => ChiSquared.Quantile(x, input.Number("df")),
            ("beta", "cdf") => SpecialFunctions.Beta(input.Number("a"), input.Number("b"), x, 1 - x),
            ("beta", "sf") => SpecialFunctions.Beta(input.Number("b"), input.Number("a"), 1 - x, x),
            ("gamma", "cdf") => SpecialFunctions.GammaLower(input.Number("shape"), x / (input.Optional("scale") ?? 1)),
            ("gamma", "sf") => SpecialFunctions.GammaUpper(input.Number("shape"), x / (input.Optional("scale") ?? 1)),
            ("binomial", "pmf") => Binomial.Probability((long)x, (long)input.Number("n"), input.Number("p")),
            ("binomial", "cdf") => Binomial.LowerTail((long)x, (long)input.Number("n"), input.Number("p")),
            ("binomial", "sf") => Binomial.UpperTail((long)x, (long)input.Number("n"), input.Number("p")),
            ("kolmogorov", "cdf") => Kolmogorov.LowerTail(x),
            ("kolmogorov", "sf") => Kolmogorov.UpperTail(x),
            ("functions", "logGamma") => SpecialFunctions.LogGamma(x),
            ("functions", "erf") => SpecialFunctions.Erf(x),
            ("functions", "erfc") => SpecialFunctions.Erfc(x),
            _ => null,
        };
    }
}
