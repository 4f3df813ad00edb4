using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Splits;

namespace Panta.Data.Frames;

/// <content>Rows by chance, the same that Spark draws of one partition.</content>
public sealed partial class DataFrame
{
    /// <summary>Some of the rows by chance; see <see cref="Splits.Sample"/>.</summary>
    /// <param name="fraction">The share of rows, in [0, 1]; with replacement how often a row is drawn on average.</param>
    /// <param name="seed">The seed. Default 0.</param>
    /// <param name="withReplacement">Whether a row may be drawn several times. Default false.</param>
    /// <exception cref="ArgumentException">The fraction is out of its range.</exception>
    public DataFrame Sample(double fraction, long seed = 0, bool withReplacement = false) =>
        new Sample { Fraction = fraction, WithReplacement = withReplacement, Seed = seed }.Apply(this);

    /// <summary>Some of the rows of each stratum by chance; see <see cref="Splits.SampleBy"/>.</summary>
    /// <param name="column">The column whose values are the strata.</param>
    /// <param name="fractions">The share of rows of each stratum, in [0, 1]; strata without one are left out.</param>
    /// <param name="seed">The seed. Default 0.</param>
    /// <exception cref="ColumnNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">A fraction is out of its range, or its key is no value of the column's type.</exception>
    public DataFrame SampleBy(string column, IReadOnlyDictionary<object, double> fractions, long seed = 0) =>
        new SampleBy { Column = column, Fractions = fractions.ToImmutableDictionary(), Seed = seed }.Apply(this);

    /// <summary>The rows parted by chance; see <see cref="Splits.RandomSplit"/>, which also parts in one pass.</summary>
    /// <param name="weights">The proportions of the parts; each 0 or more.</param>
    /// <param name="seed">The seed. Default 0.</param>
    /// <exception cref="ArgumentException">The weights are no proportions.</exception>
    public ImmutableArray<DataFrame> RandomSplit(IReadOnlyList<double> weights, long seed = 0) =>
        new RandomSplit { Weights = [.. weights], Seed = seed }.Apply(this);
}
