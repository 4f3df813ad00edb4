using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Summaries;

/// <summary>Summary statistics of a table: each column by itself, and how the numeric ones go together.</summary>
/// <example><code>
/// var summary = TableSummary.Of(Table.Of(("x", new Column&lt;double&gt;(DataType.Float64, new double[] { 1, 2, 6 }))));
/// var mean = summary["x"].Mean;
/// </code></example>
public sealed record TableSummary
{
    /// <summary>The most numeric columns whose correlations are computed: the first ones. Their cost grows with the square.</summary>
    public const int MostCorrelated = 40;

    /// <summary>Gets the number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Gets the columns, in the table's order.</summary>
    public required ImmutableArray<ColumnSummary> Columns { get; init; }

    /// <summary>Gets the correlation of each pair of the first <see cref="MostCorrelated"/> numeric columns, in the table's order.</summary>
    public required ImmutableArray<Correlation> Correlations { get; init; }

    /// <summary>The summary of a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ColumnNotFoundException">There is none of that name.</exception>
    public ColumnSummary this[string name] =>
        Columns.FirstOrDefault(column => column.Name == name) ?? throw new ColumnNotFoundException(name, [.. Columns.Select(column => column.Name)]);

    /// <summary>Summarises a table.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="cancel">Stops between columns.</param>
    /// <remarks>Costs O(n log n) for each column of n rows, and O(n) for each pair of numeric columns.</remarks>
    public static TableSummary Of(Table table, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);

        var columns = ImmutableArray.CreateBuilder<ColumnSummary>(table.Columns.Length);
        foreach (var (name, column) in table.Schema.Names.Zip(table.Columns))
        {
            cancel.ThrowIfCancellationRequested();
            columns.Add(ColumnFigures.Summarise(name, column));
        }
        return new() { Rows = table.RowCount, Columns = columns.ToImmutable(), Correlations = CorrelationsOf(table, cancel) };
    }

    static ImmutableArray<Correlation> CorrelationsOf(Table table, CancellationToken cancel)
    {
        var numeric = table.Schema.Fields.Where(field => field.Type.IsNumeric).Take(MostCorrelated).Select(field => (field.Name, Values: table.Numbers(field.Name))).ToArray();
        var pairs = ImmutableArray.CreateBuilder<Correlation>();
        for (var first = 0; first < numeric.Length; first++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var second = first + 1; second < numeric.Length; second++)
                pairs.Add(new(numeric[first].Name, numeric[second].Name, Pearson(numeric[first].Values.Span, numeric[second].Values.Span)));
        }
        return pairs.ToImmutable();
    }

    // Welford's updates: no cancellation where the mean is large beside the spread.
    static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double n = 0, meanX = 0, meanY = 0, squareX = 0, squareY = 0, product = 0;
        for (var row = 0; row < x.Length; row++)
        {
            if (!double.IsFinite(x[row]) || !double.IsFinite(y[row])) continue;

            n++;
            var (fromX, fromY) = (x[row] - meanX, y[row] - meanY);
            meanX += fromX / n;
            meanY += fromY / n;
            squareX += fromX * (x[row] - meanX);
            squareY += fromY * (y[row] - meanY);
            product += fromX * (y[row] - meanY);
        }
        return squareX > 0 && squareY > 0 ? Math.Clamp(product / Math.Sqrt(squareX * squareY), -1, 1) : double.NaN;
    }
}
