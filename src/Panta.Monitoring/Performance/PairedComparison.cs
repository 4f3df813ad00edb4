using Panta.Monitoring.Distributions;

namespace Panta.Monitoring.Performance;

/// <summary>
/// Is the challenger better than the champion on the same rows? Paired: both models err on the same hard rows, so the difference is known far better than
/// either figure.
/// </summary>
/// <param name="Champion">The champion's figure: accuracy, or mean error.</param>
/// <param name="Challenger">The challenger's figure.</param>
/// <param name="Improvement">By how much the challenger is better, in the figure's unit; negative when it is worse.</param>
/// <param name="Lower">Lower end of the improvement's 95 % interval.</param>
/// <param name="Upper">Upper end of the improvement's 95 % interval.</param>
/// <param name="PValue">Two-sided probability of such an improvement, or such a loss, between equally good models; in [0, 1].</param>
/// <param name="Rows">Rows that both were compared on.</param>
/// <param name="Method">How: <c>mcnemar-exact</c>, or <c>paired block bootstrap</c> with resamples, blocks and seed.</param>
public sealed record PairedComparison(
    double Champion, double Challenger, double Improvement, double Lower, double Upper, double PValue, long Rows, string Method)
{
    /// <summary>Resamples of the bootstrap when none are given.</summary>
    public const int Resamples = 2000;

    /// <summary>Whether the challenger is better by at least <paramref name="margin"/>, and significantly better at <paramref name="alpha"/>.</summary>
    /// <param name="margin">Least improvement, in the figure's unit; 0 or more.</param>
    /// <param name="alpha">Significance level, in (0, 1). Default 0.05.</param>
    public bool IsBetter(double margin, double alpha = 0.05) => Improvement > 0 && Improvement >= margin && PValue < alpha;

    /// <summary>
    /// Compares predicted classes by McNemar's exact test: of the rows on which just one of the two is right, is it more often the challenger?
    /// </summary>
    /// <param name="champion">Whether the champion is right, row for row.</param>
    /// <param name="challenger">Whether the challenger is right, row for row.</param>
    /// <exception cref="ArgumentException">The lengths differ or there are no rows.</exception>
    /// <remarks>The interval is Agresti and Min's (2005): Wald's with ½ added to each cell of the table.</remarks>
    public static PairedComparison OfClasses(ReadOnlySpan<bool> champion, ReadOnlySpan<bool> challenger)
    {
        RequirePairs(champion.Length, challenger.Length);

        long first = 0, second = 0, onlyFirst = 0, onlySecond = 0;
        for (var i = 0; i < champion.Length; i++)
        {
            if (champion[i]) first++;
            if (challenger[i]) second++;
            if (champion[i] && !challenger[i]) onlyFirst++;
            if (challenger[i] && !champion[i]) onlySecond++;
        }

        double n = champion.Length, padded = n + 2, gain = onlySecond + 0.5, loss = onlyFirst + 0.5;
        var centre = (gain - loss) / padded;
        var half = Normal.Quantile(0.975) * Math.Sqrt((gain + loss - (gain - loss) * (gain - loss) / padded) / (padded * padded));
        return new(first / n, second / n, (onlySecond - onlyFirst) / n, Math.Max(-1, centre - half), Math.Min(1, centre + half),
            McNemar(onlyFirst, onlySecond), champion.Length, "mcnemar-exact");
    }

    /// <summary>McNemar's exact two-sided p-value: twice the binomial tail of the rarer of the two, at most 1.</summary>
    /// <param name="onlyFirst">Rows on which only the first model is right.</param>
    /// <param name="onlySecond">Rows on which only the second is right.</param>
    public static double McNemar(long onlyFirst, long onlySecond) =>
        Math.Min(1, 2 * Binomial.LowerTail(Math.Min(onlyFirst, onlySecond), onlyFirst + onlySecond, 0.5));

    /// <summary>Compares errors by a bootstrap of whole blocks (days): rows of one day err together, so days are drawn, not rows.</summary>
    /// <param name="champion">The champion's errors by row, such as absolute ones: 0 or more, less is better.</param>
    /// <param name="challenger">The challenger's errors, row for row.</param>
    /// <param name="blocks">The block of each row, such as its day.</param>
    /// <param name="seed">Seed of the resamples. Default 0.</param>
    /// <param name="resamples">How many; at least 100. Default 2,000.</param>
    /// <exception cref="ArgumentException">The lengths differ or there are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Too few resamples.</exception>
    /// <remarks>
    /// Percentile interval; the p-value is twice the share of resamples on the other side of zero, counting the data itself: at least 2/(resamples + 1).
    /// Does not depend on the order of
    /// rows. With one block the rows are the blocks.
    /// </remarks>
    public static PairedComparison OfErrors(
        ReadOnlySpan<double> champion, ReadOnlySpan<double> challenger, ReadOnlySpan<long> blocks, int seed = 0, int resamples = Resamples)
    {
        RequirePairs(champion.Length, challenger.Length);
        RequirePairs(champion.Length, blocks.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);

        var sums = Sum(champion, challenger, blocks);
        double n = champion.Length, first = sums.Sum(sum => sum.Champion) / n, second = sums.Sum(sum => sum.Challenger) / n;
        var draws = Draw(sums, seed, resamples);
        var below = draws.Count(draw => draw <= 0);
        var above = draws.Count(draw => draw >= 0);
        return new(first, second, first - second, Quantile(draws, 0.025), Quantile(draws, 0.975),
            Math.Min(1, 2.0 * (1 + Math.Min(below, above)) / (resamples + 1)), champion.Length,
                $"paired block bootstrap: {resamples} resamples of {sums.Length} blocks, seed {seed}");
    }

    static (double Champion, double Challenger, long Rows)[] Sum(ReadOnlySpan<double> champion, ReadOnlySpan<double> challenger, ReadOnlySpan<long> blocks)
    {
        var single = blocks.IndexOfAnyExcept(blocks[0]) < 0;
        var sums = new SortedDictionary<long, (double, double, long)>();
        for (var i = 0; i < blocks.Length; i++)
        {
            if (!double.IsFinite(champion[i]) || !double.IsFinite(challenger[i]))
                throw new ArgumentException(
                    $"The errors of row {i} are {champion[i]} and {challenger[i]}: both must be finite. Leave the row out.", nameof(champion));

            var block = single ? i : blocks[i];
            var (a, b, rows) = sums.GetValueOrDefault(block);
            sums[block] = (a + champion[i], b + challenger[i], rows + 1);
        }
        return [.. sums.Values];
    }

    static double[] Draw((double Champion, double Challenger, long Rows)[] sums, int seed, int resamples)
    {
        var random = new Random(seed);
        var draws = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            double difference = 0, rows = 0;
            for (var b = 0; b < sums.Length; b++)
            {
                var sum = sums[random.Next(sums.Length)];
                difference += sum.Champion - sum.Challenger;
                rows += sum.Rows;
            }
            draws[r] = difference / rows;
        }
        Array.Sort(draws);
        return draws;
    }

    static double Quantile(double[] ascending, double p)
    {
        var at = p * (ascending.Length - 1);
        var low = (int)at;
        return low + 1 < ascending.Length ? ascending[low] + (at - low) * (ascending[low + 1] - ascending[low]) : ascending[low];
    }

    static void RequirePairs(int left, int right)
    {
        if (left != right) throw new ArgumentException($"{left} rows against {right}: both models need a value for each row.", nameof(right));
        if (left == 0) throw new ArgumentException("There are no rows to compare on.", nameof(left));
    }
}
