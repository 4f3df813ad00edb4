namespace Panta.Monitoring.Distributions;

/// <summary>The χ² distribution, to 12 digits, tails included.</summary>
public static class ChiSquared
{
    /// <summary>P(X ≤ x).</summary>
    /// <param name="x">The point.</param>
    /// <param name="freedom">Degrees of freedom, over 0.</param>
    public static double LowerTail(double x, double freedom) => SpecialFunctions.GammaLower(freedom / 2, x / 2);

    /// <summary>P(X &gt; x): the p-value of a χ² statistic.</summary>
    /// <param name="x">The point.</param>
    /// <param name="freedom">Degrees of freedom, over 0.</param>
    public static double UpperTail(double x, double freedom) => SpecialFunctions.GammaUpper(freedom / 2, x / 2);

    /// <summary>The x with P(X ≤ x) = p, to ten digits.</summary>
    /// <param name="p">A probability in [0, 1]; 1 gives infinity, anything outside NaN.</param>
    /// <param name="freedom">Degrees of freedom, over 0.</param>
    public static double Quantile(double p, double freedom)
    {
        if (!(p >= 0 && p <= 1)) return double.NaN;
        if (p is 0 or 1) return p == 0 ? 0 : double.PositiveInfinity;

        // In logarithms, so that quantiles of 1e-20 have as many digits as those of 1e+3; on the smaller of the two tails.
        var logarithm = p < 0.5
            ? SpecialFunctions.Bisect(ln => LowerTail(Math.Exp(ln), freedom) - p, -745, 745)
            : SpecialFunctions.Bisect(ln => 1 - p - UpperTail(Math.Exp(ln), freedom), -745, 745);
        return Math.Exp(logarithm);
    }
}
