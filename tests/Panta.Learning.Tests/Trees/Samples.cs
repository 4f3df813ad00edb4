using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Tests.Trees;

/// <summary>Seeded rows to try trees on.</summary>
static class Samples
{
    /// <summary>Columns x0 … of numbers with so many distinct values, and a label in quarters that depends on them.</summary>
    public static Table Regression(int seed, int rows, int features, int distinct)
    {
        var random = new Random(seed);
        var columns = Enumerable.Range(0, features).Select(_ => Enumerable.Range(0, rows).Select(_ => (double)random.Next(distinct)).ToArray()).ToArray();
        var labels = Enumerable.Range(0, rows).Select(row => Math.Round(4 * (columns[0][row] * 3 + columns[^1][row] * columns[0][row] % 7 + random.Next(4))) / 4).ToArray();
        return ToTable(columns, labels);
    }

    /// <summary>The same with classes 0 … classes − 1 as labels.</summary>
    public static Table Classification(int seed, int rows, int features, int distinct, int classes)
    {
        var table = Regression(seed, rows, features, distinct);
        var labels = table.Numbers("label").ToArray().Select(label => Math.Floor(label) % classes).ToArray();
        return table.With("label", Numbers(labels));
    }

    public static Table ToTable(double[][] columns, double[] labels)
    {
        var table = Table.Of([.. columns.Select((column, i) => ($"x{i}", (Column)Numbers(column))), ("label", Numbers(labels))]);
        return table.With(new Field("features", DataType.Vector) { Nullable = false }, VectorColumn.View([.. columns.Select(Numbers)], labels.Length));
    }

    public static Column<double> Numbers(params double[] values) => new(DataType.Float64, values);

    public static int[] Shuffled(int seed, int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }
}
