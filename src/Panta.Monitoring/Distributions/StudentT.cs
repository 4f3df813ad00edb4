namespace Panta.Monitoring.Distributions;

/// <summary>Student's t distribution, to 12 digits, tails included.</summary>
public static class StudentT
{
    /// <summary>P(T ≤ t).</summary>
    /// <param name="t">The point.</param>
    /// <param name="freedom">Degrees of freedom, over 0.</param>
    public static double LowerTail(double t, double freedom) => UpperTail(-t, freedom);

    /// <summary>P(T &gt; t).</summary>
    /// <param name="t">The point.</param>
    /// <param name="freedom">Degrees of freedom, over 0.</param>
    public static double UpperTail(double t, double freedom)
    {
        if (double.IsInfinity(t)) return t > 0 ? 0 : 1;

        var half = 0.5 * TwoSided(t, freedom);
        return t >= 0 ? half : 1 - half;
    }

    /// <summary>P(|T| &gt; |t|): the two-sided p-value.</summary>
    /// <param name="t">The point.</param>
    /// <param name="freedom">Degrees of freedom, over 0.</param>
    public static double TwoSided(double t, double freedom)
    {
        if (double.IsInfinity(t)) return 0;

        var square = t * t;
        return SpecialFunctions.Beta(freedom / 2, 0.5, freedom / (freedom + square), square / (freedom + square));
    }

    /// <summary>The t with P(T ≤ t) = p, to ten digits.</summary>
    /// <param name="p">A probability in [0, 1]; 0 and 1 give the infinities, anything outside NaN.</param>
    /// <param name="freedom">Degrees of freedom, over 0.</param>
    public static double Quantile(double p, double freedom)
    {
        if (!(p >= 0 && p <= 1)) return double.NaN;
        if (p is 0 or 1) return p == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        if (p == 0.5) return 0;

        var tail = Math.Min(p, 1 - p);
        var t = Math.Exp(SpecialFunctions.Bisect(ln => tail - UpperTail(Math.Exp(ln), freedom), -350, 350));
        return p < 0.5 ? -t : t;
    }
}
