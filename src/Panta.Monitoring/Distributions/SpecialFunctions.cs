namespace Panta.Monitoring.Distributions;

/// <summary>
/// The functions that the distributions are made of, to 12 digits, tails included. Each answers the small side directly: an upper tail is never 1 − the lower.
/// Prefactors are by Loader's saddle-point form (2000, "Fast and accurate computation of binomial probabilities"), which keeps its digits for large arguments.
/// </summary>
static class SpecialFunctions
{
    const double HalfLogTwoPi = 0.91893853320467274178;
    const double Tiny = 1e-300;
    const int MaxTerms = 200_000;

    // Coefficients of Stirling's series, B(2k) / (2k(2k − 1)).
    static readonly double[] Stirling =
    [
        1 / 12d, -1 / 360d, 1 / 1260d, -1 / 1680d, 1 / 1188d, -691 / 360360d, 1 / 156d, -3617 / 122400d,
    ];

    /// <summary>ln Γ(x) for x &gt; 0.</summary>
    public static double LogGamma(double x)
    {
        if (!(x > 0)) return x == 0 ? double.PositiveInfinity : double.NaN;
        if (x is 1 or 2) return 0;

        var product = 1d;
        var shifted = x;
        for (; shifted < 15; shifted++) product *= shifted;
        return (shifted - 0.5) * Math.Log(shifted) - shifted + HalfLogTwoPi + StirlingSeries(shifted) - Math.Log(product);
    }

    /// <summary>ln(1 + x) with all its digits for small x, which double.LogP1 does not keep.</summary>
    public static double LogOnePlus(double x)
    {
        // Kahan: the rounding of 1 + x divides out again.
        var sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) ? sum : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>The complementary error function.</summary>
    public static double Erfc(double x) => x >= 0 ? GammaUpper(0.5, x * x) : 1 + GammaLower(0.5, x * x);

    /// <summary>The error function.</summary>
    public static double Erf(double x) => x >= 0 ? GammaLower(0.5, x * x) : -GammaLower(0.5, x * x);

    /// <summary>Regularised lower incomplete gamma P(a, x), a &gt; 0.</summary>
    public static double GammaLower(double a, double x)
    {
        if (!(x > 0)) return x <= 0 ? 0 : double.NaN;
        return x < a + 1 ? GammaSeries(a, x) : 1 - GammaFraction(a, x);
    }

    /// <summary>Regularised upper incomplete gamma Q(a, x), a &gt; 0.</summary>
    public static double GammaUpper(double a, double x)
    {
        if (!(x > 0)) return x <= 0 ? 1 : double.NaN;
        return x < a + 1 ? 1 - GammaSeries(a, x) : GammaFraction(a, x);
    }

    /// <summary>Regularised incomplete beta I_x(a, b) for a, b &gt; 0.</summary>
    /// <param name="a">First shape.</param>
    /// <param name="b">Second shape.</param>
    /// <param name="x">Point in [0, 1].</param>
    /// <param name="y">1 − x, given apart because it may be known more exactly.</param>
    public static double Beta(double a, double b, double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        if (x <= 0) return 0;
        if (y <= 0) return 1;
        return x <= (a + 1) / (a + b + 2) ? BetaFraction(a, b, x, y) : 1 - BetaFraction(b, a, y, x);
    }

    /// <summary>Γ(n+1)/(Γ(k+1)Γ(n−k+1)) p^k q^(n−k) for real k in (0, n).</summary>
    public static double BinomialTerm(double k, double n, double p, double q)
    {
        var exponent = StirlingError(n) - StirlingError(k) - StirlingError(n - k) - Deviance(k, n * p) - Deviance(n - k, n * q);
        return Math.Exp(exponent) * Math.Sqrt(n / (2 * Math.PI * k * (n - k)));
    }

    /// <summary>Finds x with <paramref name="increasing"/>(x) = 0 between two ends, to the last bit or nearly, by bisection.</summary>
    public static double Bisect(Func<double, double> increasing, double low, double high)
    {
        for (var step = 0; step < 200; step++)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) break;
            if (increasing(middle) < 0) low = middle;
            else high = middle;
        }
        return low + (high - low) / 2;
    }

    static double GammaSeries(double a, double x)
    {
        double term = 1, sum = 1;
        for (var k = 1; k < MaxTerms && term > sum * 1e-17; k++)
        {
            term *= x / (a + k);
            sum += term;
        }
        return sum * PoissonTerm(a, x);
    }

    static double GammaFraction(double a, double x)
    {
        // Lentz's method; x^a e^−x / Γ(a) is a · x^a e^−x / Γ(a + 1).
        var b = x + 1 - a;
        double c = 1 / Tiny, d = 1 / b, h = d;
        for (var k = 1; k < MaxTerms; k++)
        {
            var an = -k * (k - a);
            b += 2;
            d = 1 / NotZero(an * d + b);
            c = NotZero(b + an / c);
            var delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < 1e-16) break;
        }
        return h * a * PoissonTerm(a, x);
    }

    /// <summary>x^a e^−x / Γ(a + 1).</summary>
    static double PoissonTerm(double a, double x) => Math.Exp(-StirlingError(a) - Deviance(a, x)) / Math.Sqrt(2 * Math.PI * a);

    static double BetaFraction(double a, double b, double x, double y)
    {
        // The fraction of Didonato and Morris (1992, eq. 11): it takes y as given, where 1 − (a + b)x/(a + 1) would cancel for large a.
        var start = a * (a * y - b * x + 1) / (a + 1);
        double f = NotZero(start), c = f, d = 0;
        for (var m = 1; m < MaxTerms; m++)
        {
            var step = a + 2 * m - 1;
            var numerator = (a + m - 1) * (a + b + m - 1) * m * (b - m) * x * x / (step * step);
            var denominator = m + m * (b - m) * x / step + (a + m) * (a * y - b * x + 1 + m * (2 - x)) / (a + 2 * m + 1);
            d = 1 / NotZero(denominator + numerator * d);
            c = NotZero(denominator + numerator / c);
            var delta = c * d;
            f *= delta;
            if (Math.Abs(delta - 1) < 1e-16) break;
        }
        return BinomialTerm(a, a + b, x, y) * a * b / (a + b) / f;
    }

    static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    /// <summary>ln Γ(n+1) − (n + ½) ln n + n − ½ ln 2π.</summary>
    static double StirlingError(double n) => n > 15 ? StirlingSeries(n) : LogGamma(n + 1) - (n + 0.5) * Math.Log(n) + n - HalfLogTwoPi;

    static double StirlingSeries(double x)
    {
        var square = 1 / (x * x);
        var sum = 0d;
        for (var k = Stirling.Length - 1; k >= 0; k--) sum = sum * square + Stirling[k];
        return sum / x;
    }

    /// <summary>x ln(x/m) + m − x without cancellation near x = m.</summary>
    static double Deviance(double x, double mean)
    {
        if (!(Math.Abs(x - mean) < 0.1 * (x + mean))) return x * Math.Log(x / mean) + mean - x;

        var v = (x - mean) / (x + mean);
        var sum = (x - mean) * v;
        var term = 2 * x * v;
        for (var j = 1; j < 1000; j++)
        {
            term *= v * v;
            var next = sum + term / (2 * j + 1);
            if (next == sum) break;
            sum = next;
        }
        return sum;
    }
}
