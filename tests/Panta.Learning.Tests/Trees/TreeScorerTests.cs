using Panta.Data.Tables;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;

namespace Panta.Learning.Tests.Trees;

/// <summary>A batch is looked up in masks, a few rows are walked from node to node: both must answer the same bits.</summary>
public sealed class TreeScorerTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(64)] // more leaves than a mask has bits: walked in batches too
    public void Boosted_batch_scores_as_each_row_alone(int maxLeafNodes)
    {
        var table = WithGapsAndCategories(seed: 1, rows: 2000);
        var estimator = new HistGradientBoostingRegressor { InputCols = ["x0", "x1", "x2"], CategoricalFeatures = ["x1"], MaxIter = 20, MaxLeafNodes = maxLeafNodes };

        AssertBatchIsRows(estimator.Fit(table), WithGapsAndCategories(seed: 2, rows: 300));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public void Forest_batch_scores_as_each_row_alone(int depth)
    {
        var table = Samples.Regression(1, rows: 2000, features: 4, distinct: 400);

        AssertBatchIsRows(new RandomForestRegressor { MaxDepth = depth }.Fit(table), Samples.Regression(2, rows: 300, features: 4, distinct: 500));
    }

    static void AssertBatchIsRows(ITransformer model, Table table)
    {
        var batch = model.Transform(table).Numbers("prediction").ToArray();

        Assert.All(Enumerable.Range(0, table.RowCount), row => Assert.Equal(model.Transform(table.Slice(row, 1)).Numbers("prediction").Span[0], batch[row]));
    }

    static Table WithGapsAndCategories(int seed, int rows)
    {
        var random = new Random(seed);
        double[] Column(Func<double> draw) => [.. Enumerable.Range(0, rows).Select(_ => random.Next(8) == 0 ? double.NaN : draw())];
        double[][] columns = [Column(() => random.Next(1000) / 4.0), Column(() => random.Next(200)), Column(random.NextDouble)];
        double[] labels = [.. Enumerable.Range(0, rows).Select(row => columns.Sum(column => double.IsNaN(column[row]) ? 3 : Math.Sin(column[row])) + random.Next(3))];
        return Samples.ToTable(columns, labels);
    }
}
