namespace Panta.Monitoring.Distributions;

/// <summary>Kolmogorov's distribution: the limit of √n · D.</summary>
public static class Kolmogorov
{
    /// <summary>P(K &gt; x), to 12 digits.</summary>
    /// <param name="x">The point, 0 or more.</param>
    public static double UpperTail(double x)
    {
        if (!(x > 0)) return x <= 0 ? 1 : double.NaN;
        if (x < 1) return 1 - LowerSeries(x);

        double sum = 0, sign = 1;
        for (var k = 1; k <= 100; k++, sign = -sign)
        {
            var term = Math.Exp(-2d * k * k * x * x);
            sum += sign * term;
            if (term <= sum * 1e-18) break;
        }
        return 2 * sum;
    }

    /// <summary>P(K ≤ x), to 12 digits.</summary>
    /// <param name="x">The point, 0 or more.</param>
    public static double LowerTail(double x)
    {
        if (!(x > 0)) return x <= 0 ? 0 : double.NaN;
        return x < 1 ? LowerSeries(x) : 1 - UpperTail(x);
    }

    // The theta function's other form: for small x the alternating series needs many terms and cancels.
    static double LowerSeries(double x)
    {
        var sum = 0d;
        for (var k = 1; k < 20; k += 2) sum += Math.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
        return Math.Sqrt(2 * Math.PI) / x * sum;
    }
}
