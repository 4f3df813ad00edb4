using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <content>Spark's statistics of columns.</content>
public sealed partial class DataFrame
{
    /// <summary>Count, mean, standard deviation, least and greatest value of columns of numbers and texts; see <see cref="Summary"/>.</summary>
    /// <param name="columns">Names of columns. Default: all of numbers and texts.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    public DataFrame Describe(params ReadOnlySpan<string> columns) =>
        new FrameSummary(columns.IsEmpty ? this : Select(columns), ["count", "mean", "stddev", "min", "max"]).Rows();

    /// <summary>
    /// Statistics of all columns of numbers and texts: one row a statistic, all of it text as Spark writes it. Texts that are numbers have a mean. Costs two
    /// passes.
    /// </summary>
    /// <param name="statistics">
    /// <c>count</c> (of values that are not null), <c>mean</c>, <c>stddev</c> (n − 1), <c>min</c>, <c>max</c>, percentiles as <c>25%</c> (exact to 1/10,000
    /// of the ranks). Default: count, mean, stddev, min, 25%, 50%, 75%, max.
    /// </param>
    /// <exception cref="ArgumentException">There is no such statistic.</exception>
    public DataFrame Summary(params ReadOnlySpan<string> statistics) =>
        new FrameSummary(this, statistics.IsEmpty ? ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"] : [.. statistics]).Rows();

    /// <summary>Quantiles of a column of numbers, null and NaN left out; none where it has no numbers. The other overload says more.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="probabilities">Each in [0, 1].</param>
    /// <param name="relativeError">By how much of n the rank of an answer may be wrong; 0 is exact.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    public double[] ApproxQuantile(string column, IReadOnlyList<double> probabilities, double relativeError, CancellationToken cancel = default) =>
        ApproxQuantile([column], probabilities, relativeError, cancel)[0];

    /// <summary>
    /// Quantiles of columns of numbers, null and NaN left out: of n numbers, the one for p has a rank within n · (p ± relativeError). One pass; memory grows
    /// with 1 / relativeError, and with n where that is 0.
    /// </summary>
    /// <param name="columns">Names of columns.</param>
    /// <param name="probabilities">Each in [0, 1].</param>
    /// <param name="relativeError">By how much of n the rank of an answer may be wrong; 0 is exact.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>For each column one number a probability, of the column's own; none where it has no numbers.</returns>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="ArgumentException">A column holds no numbers, or a probability or the error is out of its range.</exception>
    public double[][] ApproxQuantile(
        IReadOnlyList<string> columns, IReadOnlyList<double> probabilities, double relativeError, CancellationToken cancel = default)
    {
        foreach (var probability in probabilities)
            if (!(probability is >= 0 and <= 1))
                throw new ArgumentException($"The probability {probability} is out of range: a number from 0 to 1.", nameof(probabilities));
        if (!(relativeError >= 0)) throw new ArgumentException($"The relative error {relativeError} is out of range: 0 or more.", nameof(relativeError));

        var summaries = columns.Select(_ => new QuantileSummary(Math.Min(relativeError, 1))).ToArray();
        foreach (var batch in Numbers(columns).Batches(cancel))
            for (var i = 0; i < summaries.Length; i++)
                foreach (var number in batch.Numbers($"c{i}").Span)
                    if (!double.IsNaN(number)) summaries[i].Add(number);
        return [.. summaries.Select(summary => summary.Query(probabilities))];
    }

    /// <summary>Pearson's correlation of two columns over the rows that have both; NaN where nothing varies. One pass.</summary>
    /// <param name="x">A column of numbers.</param>
    /// <param name="y">A column of numbers.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A column holds no numbers.</exception>
    /// <remarks>Spark's <c>corr</c> takes a null for 0; here such a row is left out.</remarks>
    public double Corr(string x, string y, CancellationToken cancel = default) => Moments(x, y, cancel).Correlation;

    /// <summary>The covariance of a sample (n − 1) of two columns over the rows that have both; NaN for fewer than two. One pass.</summary>
    /// <param name="x">A column of numbers.</param>
    /// <param name="y">A column of numbers.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A column holds no numbers.</exception>
    /// <remarks>Spark's <c>cov</c> takes a null for 0; here such a row is left out.</remarks>
    public double Cov(string x, string y, CancellationToken cancel = default) => Moments(x, y, cancel).Covariance;

    /// <summary>
    /// How often each pair of values of two columns is there: one row a value of the first, in the order of their texts, and one column of counts a value of
    /// the second. Null is the text <c>null</c>.
    /// </summary>
    /// <param name="rows">The column whose values become rows.</param>
    /// <param name="columns">The column whose values become columns; at most 10,000.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>First a column <c>rows_columns</c> of the texts, then the counts.</returns>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="ArgumentException">There are too many pairs.</exception>
    public Table Crosstab(string rows, string columns, CancellationToken cancel = default) => FrameCounts.Crosstab(this, rows, columns, cancel);

    /// <summary>
    /// The values that at least a share of the rows has, and maybe some others: candidates in one pass and bounded memory (Karp, Schenker and Papadimitriou,
    /// 2003).
    /// </summary>
    /// <param name="columns">Names of columns.</param>
    /// <param name="support">The share, in [0.0001, 1]. Default 0.01.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The values of each column, by its name; in no certain order.</returns>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="ArgumentException">The share is out of its range.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<object?>> FreqItems(
        IReadOnlyList<string> columns, double support = 0.01, CancellationToken cancel = default) =>
        FrameCounts.FreqItems(this, columns, support, cancel);

    PairMoments Moments(string x, string y, CancellationToken cancel)
    {
        var moments = new PairMoments();
        foreach (var batch in Numbers([x, y]).Batches(cancel))
        {
            var (left, right) = ((Column<double>)batch["c0"], (Column<double>)batch["c1"]);
            for (var row = 0; row < batch.RowCount; row++)
                if (!left.IsNull(row) && !right.IsNull(row)) moments.Add(left.Span[row], right.Span[row]);
        }

        return moments;
    }

    DataFrame Numbers(IReadOnlyList<string> columns)
    {
        foreach (var name in columns)
            if (!Schema[name].Type.IsNumeric)
                throw new ArgumentException($"Column '{name}' holds {Schema[name].Type}, not numbers. Cast or index it first.", nameof(columns));

        return Select([.. columns.Select((name, i) => Functions.Col(name).Cast(DataType.Float64).As($"c{i}"))]);
    }
}
