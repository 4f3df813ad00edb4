using System.Collections.Immutable;
using Panta.Data.Tables;

namespace Panta.Data.Profiles;

/// <summary>Pearson's correlation of every two numeric columns, from the rows where both have a number.</summary>
/// <param name="Names">The columns.</param>
/// <param name="Values">Row after row, columns × columns: each in [−1, 1], 1 on the diagonal; NaN where a column does not vary or fewer than two rows have both.</param>
public sealed record CorrelationMatrix(ImmutableArray<string> Names, ImmutableArray<double> Values)
{
    /// <summary>Gets the correlation of two columns by their positions.</summary>
    /// <param name="row">The one's position in <see cref="Names"/>.</param>
    /// <param name="column">The other's.</param>
    public double this[int row, int column] => Values[row * Names.Length + column];

    /// <summary>
    /// The correlations of a table's numeric columns. Costs a pass over the rows for every two columns, on all cores; the result does not depend on how many
    /// there are.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="names">The columns. Default: all that are numeric.</param>
    /// <param name="cancel">Stops the computation.</param>
    public static CorrelationMatrix Of(Table table, ImmutableArray<string>? names = null, CancellationToken cancel = default)
    {
        var chosen = names ?? [.. table.Schema.Fields.Where(field => field.Type.IsNumeric).Select(field => field.Name)];
        var columns = chosen.Select(name => table.Numbers(name)).ToArray();
        var values = new double[columns.Length * columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            values[i * columns.Length + i] = 1;
            for (var j = 0; j < i; j++) values[i * columns.Length + j] = values[j * columns.Length + i] = Pearson(columns[i].Span, columns[j].Span);
        });
        return new(chosen, [.. values]);
    }

    /// <summary>Pearson's correlation of two rows of numbers, from the places where both are finite. Costs two passes.</summary>
    /// <param name="x">The one.</param>
    /// <param name="y">The other, of the same length.</param>
    /// <returns>In [−1, 1]; NaN where one does not vary or fewer than two places have both.</returns>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        // Means first: one pass over raw sums would lose the digits that a large mean takes.
        var (n, sumX, sumY) = (0L, 0d, 0d);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i])) continue;

            n++;
            sumX += x[i];
            sumY += y[i];
        }

        var (meanX, meanY, xx, yy, xy) = (sumX / n, sumY / n, 0d, 0d, 0d);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i])) continue;

            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }

        // One root is exact where the correlation is, but its product may leave the range of float64.
        var product = xx * yy;
        var scale = double.IsNormal(product) ? Math.Sqrt(product) : Math.Sqrt(xx) * Math.Sqrt(yy);
        return xx > 0 && yy > 0 ? Math.Clamp(xy / scale, -1, 1) : double.NaN;
    }
}
