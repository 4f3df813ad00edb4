namespace Panta.Monitoring.Distributions;

/// <summary>The standard normal distribution, to 12 digits, tails included.</summary>
public static class Normal
{
    /// <summary>P(Z ≤ z).</summary>
    public static double LowerTail(double z) => UpperTail(-z);

    /// <summary>P(Z &gt; z); exact far into the tail, not 1 − the lower one.</summary>
    public static double UpperTail(double z) => 0.5 * SpecialFunctions.Erfc(z / Math.Sqrt(2));

    /// <summary>The z with P(Z ≤ z) = p.</summary>
    /// <param name="p">A probability in [0, 1]; 0 and 1 give the infinities, anything else NaN.</param>
    public static double Quantile(double p)
    {
        if (!(p >= 0 && p <= 1)) return double.NaN;
        if (p is 0 or 1) return p == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        if (Math.Abs(p - 0.5) < 0.2) return CentralQuantile(p - 0.5);
        return p < 0.5 ? -UpperQuantile(p) : UpperQuantile(1 - p);
    }

    /// <summary>The z with P(0 &lt; Z ≤ z) = <paramref name="excess"/>: near the middle the tails would lose the digits of a small z.</summary>
    static double CentralQuantile(double excess)
    {
        var z = excess * Math.Sqrt(2 * Math.PI);
        for (var step = 0; step < 12; step++)
        {
            var change = (excess - 0.5 * SpecialFunctions.Erf(z / Math.Sqrt(2))) / Density(z);
            z += change;
            if (Math.Abs(change) <= 1e-16 * Math.Abs(z)) break;
        }
        return z;
    }

    /// <summary>The z ≥ 0 with P(Z &gt; z) = <paramref name="tail"/>: a rational start, then Newton's method on logarithms.</summary>
    static double UpperQuantile(double tail)
    {
        var t = Math.Sqrt(-2 * Math.Log(tail));
        var z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        for (var step = 0; step < 8; step++)
        {
            var upper = UpperTail(z);
            var change = (Math.Log(upper) - Math.Log(tail)) * upper / Density(z);
            z += change;
            if (Math.Abs(change) <= 1e-16 * Math.Abs(z)) break;
        }
        return z;
    }

    static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
