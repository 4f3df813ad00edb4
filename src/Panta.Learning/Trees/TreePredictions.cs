using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Trees;

/// <summary>What decision trees and forests answer: sums over trees of what their leaves hold. Scored in parallel blocks of rows; each row by itself.</summary>
static class TreePredictions
{
    /// <summary>Rows that one task scores.</summary>
    const int RowsPerTask = 8192;

    /// <summary>Sums over trees of each leaf's class weights, scaled to sum 1 a leaf when <paramref name="normalize"/>: rows × classes.</summary>
    public static double[] ClassWeights(TreeEnsemble trees, FeatureColumns features, Table table, bool normalize)
    {
        var classes = trees.StatsWidth;
        var leaf = LeafWeights(trees, normalize);
        var sums = new double[table.RowCount * classes];
        Score(trees, features, table, (_, start, leaves) =>
        {
            for (var i = 0; i < leaves.Length; i++)
                for (var k = 0; k < classes; k++)
                    sums[(start + i) * classes + k] += leaf[leaves[i] * classes + k];
        });
        return sums;
    }

    /// <summary>Sums over trees of a number of each leaf, one a row.</summary>
    public static double[] Sums(TreeEnsemble trees, FeatureColumns features, Table table, ReadOnlyMemory<double> leafValues)
    {
        var sums = new double[table.RowCount];
        Score(trees, features, table, (_, start, leaves) =>
        {
            var values = leafValues.Span;
            for (var i = 0; i < leaves.Length; i++) sums[start + i] += values[leaves[i]];
        });
        return sums;
    }

    /// <summary>Scores of boosted trees, rows × outputs: the baseline, and what the leaves of the trees add; tree i adds to output i mod outputs.</summary>
    public static double[] Scores(TreeEnsemble trees, FeatureColumns features, Table table, ImmutableArray<double> baseline)
    {
        var outputs = baseline.Length;
        var scores = new double[table.RowCount * outputs];
        for (var i = 0; i < scores.Length; i++) scores[i] = baseline[i % outputs];
        Score(trees, features, table, (tree, start, leaves) =>
        {
            var values = trees.Value.AsSpan();
            var output = tree % outputs;
            for (var i = 0; i < leaves.Length; i++) scores[(start + i) * outputs + output] += values[leaves[i]];
        });
        return scores;
    }

    /// <summary>
    /// A column of the number of the leaf (from 0, left to right) that each row reaches, a double; a vector with a slot a tree for a forest. None without a
    /// name.
    /// </summary>
    public static IEnumerable<Column> Leaves(TreeEnsemble trees, FeatureColumns features, Table table, string name, bool asVector)
    {
        if (name.Length == 0) return [];

        var number = new double[trees.TotalNumNodes];
        for (var tree = 0; tree < trees.NumTrees; tree++)
        {
            var (start, end) = trees.NodesOf(tree);
            for (int node = start, leaf = 0; node < end; node++)
                if (trees.Feature[node] < 0)
                    number[node] = leaf++;
        }

        var (width, values) = (trees.NumTrees, new double[table.RowCount * trees.NumTrees]);
        Score(trees, features, table, (tree, start, leaves) =>
        {
            for (var i = 0; i < leaves.Length; i++) values[(start + i) * width + tree] = number[leaves[i]];
        });
        var validity = features.Validity(table);
        return [asVector ? VectorColumn.Dense(width, values, validity) : new Column<double>(DataType.Float64, values, validity)];
    }

    /// <summary>Scales each row of a rows × width array to sum 1; rows of sum 0 stay.</summary>
    public static double[] Normalize(double[] values, int width)
    {
        var scaled = (double[])values.Clone();
        for (var at = 0; at < scaled.Length; at += width)
        {
            var sum = Impurities.Sum(scaled.AsSpan(at, width));
            if (sum == 0) continue;
            for (var k = 0; k < width; k++) scaled[at + k] /= sum;
        }
        return scaled;
    }

    /// <summary>Runs the scorer over all rows, in parallel where they are many.</summary>
    public static void Score(TreeEnsemble trees, FeatureColumns features, Table table, TreeScorer.LeafAction action)
    {
        var (scorer, columns) = (TreeScorer.Of(trees), features.Read(table));
        if (table.RowCount <= RowsPerTask)
        {
            scorer.Score(columns, 0, table.RowCount, action);
            return;
        }

        var tasks = (table.RowCount + RowsPerTask - 1) / RowsPerTask;
        Parallel.For(0, tasks, task => scorer.Score(columns, task * RowsPerTask, Math.Min((task + 1) * RowsPerTask, table.RowCount), action));
    }

    static double[] LeafWeights(TreeEnsemble trees, bool normalize) =>
        normalize ? Normalize([.. trees.Stats], trees.StatsWidth) : [.. trees.Stats];
}
