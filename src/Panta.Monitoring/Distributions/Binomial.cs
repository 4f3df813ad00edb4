using Panta.Monitoring.Performance;

namespace Panta.Monitoring.Distributions;

/// <summary>The binomial distribution and the inference on a share that rests on it.</summary>
public static class Binomial
{
    /// <summary>P(X ≤ k): how likely so few successes are.</summary>
    /// <param name="k">Successes.</param>
    /// <param name="n">Trials.</param>
    /// <param name="p">Probability of success, in [0, 1].</param>
    public static double LowerTail(long k, long n, double p)
    {
        Require(n, p);
        if (k < 0) return 0;
        return k >= n ? 1 : SpecialFunctions.Beta(n - k, k + 1, 1 - p, p);
    }

    /// <summary>P(X &gt; k), exact far into the tail.</summary>
    /// <param name="k">Successes.</param>
    /// <param name="n">Trials.</param>
    /// <param name="p">Probability of success, in [0, 1].</param>
    public static double UpperTail(long k, long n, double p)
    {
        Require(n, p);
        if (k < 0) return 1;
        return k >= n ? 0 : SpecialFunctions.Beta(k + 1, n - k, p, 1 - p);
    }

    /// <summary>P(X = k).</summary>
    /// <param name="k">Successes.</param>
    /// <param name="n">Trials.</param>
    /// <param name="p">Probability of success, in [0, 1].</param>
    public static double Probability(long k, long n, double p)
    {
        Require(n, p);
        if (k < 0 || k > n) return 0;
        if (p == 0) return k == 0 ? 1 : 0;
        if (p == 1) return k == n ? 1 : 0;
        if (k == 0) return Math.Exp(n * SpecialFunctions.LogOnePlus(-p));
        return k == n ? Math.Exp(n * Math.Log(p)) : SpecialFunctions.BinomialTerm(k, n, p, 1 - p);
    }

    /// <summary>Wilson's (1927) interval of a share: the shares that a score test would not reject.</summary>
    /// <param name="successes">Successes, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">Trials, at least 1.</param>
    /// <param name="confidence">Coverage in (0, 1). Default 0.95.</param>
    /// <returns>The share with its interval, within [0, 1].</returns>
    public static Estimate WilsonInterval(long successes, long trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);

        double n = trials, share = successes / n, z = Normal.Quantile(0.5 + confidence / 2), square = z * z;
        var centre = (share + square / (2 * n)) / (1 + square / n);
        var half = z / (1 + square / n) * Math.Sqrt(share * (1 - share) / n + square / (4 * n * n));
        return new(share, successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }

    static void Require(long n, double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (!(p >= 0 && p <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A probability lies in [0, 1].");
    }
}
