using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Trees;

namespace Panta.Learning.Tests.Trees;

public sealed class DecisionTreeTests
{
    [Fact]
    public void Classification_tree_is_that_of_the_naive_twin()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var table = Samples.Classification(seed, rows: 40, features: 3, distinct: 6, classes: 2 + seed % 2);

            var tree = new DecisionTreeClassifier { MaxDepth = 3 }.Fit(table).Trees;

            Assert.Equal($"seed {seed}\n" + Twin(table, 2 + seed % 2, 3).Grow(), $"seed {seed}\n" + Text(tree, 0));
        }
    }

    [Fact]
    public void Regression_tree_is_that_of_the_naive_twin()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var table = Samples.Regression(seed, rows: 40, features: 3, distinct: 6);

            var tree = new DecisionTreeRegressor { MaxDepth = 3 }.Fit(table).Trees;

            Assert.Equal($"seed {seed}\n" + Twin(table, 0, 3).Grow(), $"seed {seed}\n" + Text(tree, 0));
        }
    }

    [Fact]
    public void Row_order_does_not_change_the_tree()
    {
        var table = Samples.Regression(1, rows: 500, features: 4, distinct: 20);

        var tree = new DecisionTreeRegressor().Fit(table).Trees;
        var shuffled = new DecisionTreeRegressor().Fit(table.Take(Samples.Shuffled(2, 500))).Trees;

        Assert.Equal(Text(tree, 0), Text(shuffled, 0));
    }

    [Fact]
    public void Deeper_trees_fit_the_training_rows_closer()
    {
        var table = Samples.Regression(1, rows: 500, features: 4, distinct: 20);

        var errors = Enumerable.Range(0, 10).Select(depth => SquaredError(new DecisionTreeRegressor { MaxDepth = depth }.Fit(table).Transform(table))).ToList();

        Assert.Equal(errors.OrderDescending(), errors);
        Assert.True(errors[9] < errors[0] / 10);
    }

    [Fact]
    public void Number_of_threads_does_not_change_trees()
    {
        var table = Samples.Regression(3, rows: 40_000, features: 5, distinct: 300);

        var trees = new[] { 1, 2, 7 }.Select(threads => Text(Fit(table, threads, numTrees: 1), 0)).ToList();
        var forests = new[] { 1, 2, 7 }.Select(threads => string.Concat(Fit(table, threads, numTrees: 4).Value)).ToList();

        Assert.Single(trees.Distinct());
        Assert.Single(forests.Distinct());
    }

    [Fact]
    public void Importances_sum_to_one_and_are_zero_where_nothing_splits()
    {
        var table = Samples.Regression(1, rows: 300, features: 4, distinct: 20);

        var importances = new RandomForestRegressor().Fit(table).FeatureImportances;
        var none = new DecisionTreeRegressor { MaxDepth = 0 }.Fit(table).FeatureImportances;

        Assert.Equal(1, importances.Sum(), 1e-12);
        Assert.All(importances, importance => Assert.InRange(importance, 0, 1));
        Assert.All(none, importance => Assert.Equal(0, importance));
    }

    [Fact]
    public void Missing_numbers_go_right_and_null_vectors_give_null()
    {
        var model = new DecisionTreeRegressor().Fit(Samples.ToTable([[1, 2, 3, 4]], [10, 10, 20, 20]));
        var vectors = VectorColumn.Dense(1, new[] { 1, 4, double.NaN, 0 }, Validity.Of(4, row => row < 3));

        var predictions = model.Transform(Table.Of(("features", vectors)))["prediction"];

        Assert.Equal([10.0, 20.0, 20.0, null], Enumerable.Range(0, 4).Select(predictions.Value));
    }

    [Theory]
    [InlineData(new[] { 0.0, 1, 2, 3, 4 }, new[] { 0.0, 0, 1, 1, 1 }, 1)] // {0, 1} go left: fewer, so an unseen one goes right
    [InlineData(new[] { 0.0, 1, 2, 3, 4 }, new[] { 0.0, 0, 0, 1, 1 }, 0)] // {0, 1, 2} go left
    public void Unseen_category_joins_the_side_of_more_categories(double[] categories, double[] labels, double expected)
    {
        var field = new Field("features", DataType.Vector) { Slots = [new("x", DataType.Float64) { Nominal = ["a", "b", "c", "d", "e"] }] };
        var table = Table.Of(("label", Samples.Numbers(labels))).With(field, VectorColumn.Dense(1, categories));
        var model = new DecisionTreeClassifier().Fit(table);

        var prediction = model.Transform(Table.OfVectors("features", [[7]])).Numbers("prediction").Span[0];

        Assert.Equal(expected, prediction);
    }

    [Fact]
    public void Weight_two_is_the_same_as_a_row_twice()
    {
        var table = Samples.Regression(5, rows: 200, features: 3, distinct: 8);
        int[] twice = [.. Enumerable.Range(0, 200).SelectMany(row => row % 3 == 0 ? new[] { row, row } : [row])];
        var weighted = table.With("w", Samples.Numbers([.. Enumerable.Range(0, 200).Select(row => row % 3 == 0 ? 2.0 : 1.0)]));

        var byWeight = new DecisionTreeRegressor { WeightCol = "w" }.Fit(weighted).Trees;
        var byRows = new DecisionTreeRegressor().Fit(table.Take(twice)).Trees;

        Assert.Equal(Text(byRows, 0), Text(byWeight, 0));
    }

    [Fact]
    public void All_parameters_out_of_range_are_reported_together()
    {
        var estimator = new RandomForestClassifier { MaxDepth = 31, MaxBins = 1, NumTrees = 0, FeatureSubsetStrategy = "some", SubsamplingRate = 0, Impurity = "variance" };

        var error = Assert.Throws<ArgumentException>(() => estimator.Fit(Samples.Classification(1, 10, 1, 3, 2)));

        Assert.All(["MaxDepth", "MaxBins", "NumTrees", "FeatureSubsetStrategy", "SubsamplingRate", "Impurity"], name => Assert.Contains(name, error.Message));
    }

    [Fact]
    public void All_missing_columns_are_reported_together()
    {
        var error = Assert.Throws<ArgumentException>(() => new DecisionTreeRegressor { FeaturesCol = "f", LabelCol = "y", WeightCol = "w" }.OutputSchema(Schema.Empty));

        Assert.All(["'f'", "'y'", "'w'"], name => Assert.Contains(name, error.Message));
    }

    [Theory]
    [InlineData(double.NaN, 1, "'features' is NaN in row 1")]
    [InlineData(2, 0.5, "'label' is 0.5 in row 1")]
    [InlineData(2, double.NaN, "'label' is NaN in row 1")]
    public void Bad_rows_are_errors_that_name_the_row(double feature, double label, string expected)
    {
        var table = Samples.ToTable([[1, feature, 3]], [0, label, 1]);

        var error = Assert.Throws<ArgumentException>(() => new DecisionTreeClassifier().Fit(table));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Arrays_that_are_no_trees_are_refused()
    {
        var model = new DecisionTreeRegressor().Fit(Samples.ToTable([[1, 2, 3, 4]], [10, 10, 20, 20]));
        var looped = model with { Trees = model.Trees with { Left = [0, -1, -1] } };

        Assert.Contains("do not fit together", Assert.Throws<ArgumentException>(() => looped.Transform(Table.OfVectors("features", [[1]]))).Message);
    }

    [Fact]
    public void Names_of_classes_reach_the_prediction()
    {
        var table = Samples.ToTable([[1, 2, 3, 4]], [0, 0, 1, 1]);
        table = table.With(table.Schema["label"] with { Nominal = ["no", "yes"] }, table["label"]);

        var field = new DecisionTreeClassifier().Fit(table).Transform(table).Schema["prediction"];

        Assert.Equal(["no", "yes"], field.Nominal!.Value.ToArray());
    }

    [Fact]
    public void Cancelled_fit_ends()
    {
        var table = Samples.Regression(3, rows: 1000, features: 5, distinct: 300);

        Assert.ThrowsAny<OperationCanceledException>(() => new RandomForestRegressor().Fit(table, new CancellationToken(true)));
    }

    static TreeEnsemble Fit(Table table, int threads, int numTrees)
    {
        ITreeParameters parameters = numTrees == 1
            ? new DecisionTreeRegressor { MaxDepth = 6, MaxBins = 64, Seed = 1 }
            : new RandomForestRegressor { MaxDepth = 6, MaxBins = 64, Seed = 1, NumTrees = numTrees, FeatureSubsetStrategy = "onethird" };
        return TreeFit.Fit(parameters, TreeRows.ReadFinite(parameters, table, default), 0, threads, default);
    }

    static DecisionTreeTwin Twin(Table table, int classes, int depth) =>
        new([.. Enumerable.Range(0, 3).Select(i => table.Numbers($"x{i}").ToArray())], table.Numbers("label").ToArray(), classes, depth);

    static string Text(TreeEnsemble tree, int node) => tree.Feature[node] < 0
        ? $"{tree.Value[node]:R}\n"
        : $"x{tree.Feature[node]} <= {tree.Threshold[node]:R}\n{Text(tree, tree.Left[node])}{Text(tree, tree.Right[node])}";

    static double SquaredError(Table scored) =>
        scored.Numbers("label").ToArray().Zip(scored.Numbers("prediction").ToArray(), (label, prediction) => (label - prediction) * (label - prediction)).Sum();
}
