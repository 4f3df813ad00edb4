using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Some of the rows by chance, in their order: Spark's <c>sample</c> of one partition, the same rows for the same seed. The number of rows is near its share,
/// not exact; rows appended later do not change which of those before them are drawn.
/// </summary>
public sealed record Sample
{
    // From there on Commons Math draws in another way.
    const double ReplacementLimit = 40;

    /// <summary>Gets the share of rows: in [0, 1]; with replacement how often a row is drawn on average, in [0, 40).</summary>
    public required double Fraction { get; init; }

    /// <summary>Gets whether a row may be drawn several times: as often as a Poisson number says. Default false.</summary>
    public bool WithReplacement { get; init; }

    /// <summary>Gets the seed. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Draws from a table.</summary>
    /// <param name="table">The rows.</param>
    /// <exception cref="ArgumentException">The fraction is out of its range.</exception>
    public Table Apply(Table table)
    {
        Check();
        return ChosenRows.Of(table, Start());
    }

    /// <summary>Draws from a frame, anew and alike at each pass over the result.</summary>
    /// <param name="data">The rows.</param>
    /// <exception cref="ArgumentException">The fraction is out of its range.</exception>
    public DataFrame Apply(DataFrame data)
    {
        Check();
        return ChosenRows.Of(data, Start);
    }

    void Check()
    {
        var isAllowed = WithReplacement ? Fraction is >= 0 and < ReplacementLimit : Fraction is >= 0 and <= 1;
        if (isAllowed) return;

        var allowed = WithReplacement ? "with replacement 0 or more, less than 40" : "a number from 0 to 1";
        throw new ArgumentException($"The fraction {Fraction} of a sample is out of range: {allowed}.");
    }

    Func<Table, int[]> Start()
    {
        if (Fraction == 0) return _ => [];
        if (!WithReplacement)
        {
            var random = new XorShiftRandom(Seed);
            return batch => [.. Enumerable.Range(0, batch.RowCount).Where(_ => random.NextDouble() < Fraction)];
        }

        var well = new Well19937(JavaRandomLong(Seed));
        var limit = Math.Exp(-Fraction);
        return batch => [.. Enumerable.Range(0, batch.RowCount).SelectMany(row => Enumerable.Repeat(row, Poisson(well, limit)))];
    }

    // The first nextLong of java.util.Random: from it Spark seeds the generator of its first partition.
    static long JavaRandomLong(long seed)
    {
        const long Multiplier = 0x5DEECE66D, Mask = (1L << 48) - 1;
        unchecked
        {
            var first = ((seed ^ Multiplier) * Multiplier + 0xB) & Mask;
            var second = (first * Multiplier + 0xB) & Mask;
            return ((first >> 16) << 32) + (int)(second >> 16);
        }
    }

    // Knuth's way: as many factors as the product stays above e^−mean.
    static int Poisson(Well19937 random, double limit)
    {
        var count = 0;
        for (var product = random.NextDouble(); product >= limit; product *= random.NextDouble()) count++;
        return count;
    }
}
