using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Trees;

namespace Panta.Learning.Tests.Trees;

public sealed class HistGradientBoostingTests
{
    [Fact]
    public void Predictions_are_those_of_the_naive_twin()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            double[][] columns = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 60).Select(_ => random.NextDouble()).ToArray())];
            double[] labels = [.. Enumerable.Range(0, 60).Select(row => Math.Sin(5 * columns[0][row]) + columns[1][row] * columns[2][row] + random.NextDouble())];
            var estimator = new HistGradientBoostingRegressor { MaxIter = 8, MaxLeafNodes = 6, MinSamplesLeaf = 4, L2Regularization = 0.5 };

            var table = Samples.ToTable(columns, labels);
            var predictions = estimator.Fit(table).Transform(table).Numbers("prediction").ToArray();

            var expected = new BoostingTwin(columns, labels, 8, 6, 4, 0.5).FitAndPredict();
            for (var row = 0; row < 60; row++) Assert.True(Math.Abs(expected[row] - predictions[row]) < 1e-7, $"seed {seed}, row {row}: {expected[row]} and {predictions[row]}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Number_of_threads_does_not_change_a_bit(int classes)
    {
        var table = Samples.Classification(3, rows: 50_000, features: 11, distinct: 400, classes);

        var models = new[] { 1, 2, 3, 7 }.Select(threads => Fit(table, classes, threads)).ToList();

        Assert.All(models, model => Assert.Equal(models[0].Value.AsEnumerable(), model.Value));
        Assert.All(models, model => Assert.Equal(models[0].Threshold.AsEnumerable(), model.Threshold));
    }

    [Fact]
    public void Row_order_does_not_change_a_bit()
    {
        var table = Samples.Regression(4, rows: 3000, features: 5, distinct: 500);

        var model = new HistGradientBoostingRegressor().Fit(table);
        var shuffled = new HistGradientBoostingRegressor().Fit(table.Take(Samples.Shuffled(1, 3000)));

        Assert.Equal(model.Trees.Value.AsEnumerable(), shuffled.Trees.Value);
        Assert.Equal(model.Trees.Threshold.AsEnumerable(), shuffled.Trees.Threshold);
    }

    [Fact]
    public void Row_scores_the_same_alone_and_in_any_batch()
    {
        var table = Samples.Classification(4, rows: 20_000, features: 5, distinct: 50, classes: 3);
        var model = new HistGradientBoostingClassifier { MaxIter = 10 }.Fit(table.Slice(0, 2000));
        var order = Samples.Shuffled(1, 20_000);

        var all = model.Transform(table).Vectors("probability");
        var shuffled = model.Transform(table.Take(order)).Vectors("probability");

        Assert.All(Enumerable.Range(0, 20_000), i => Assert.Equal(all[order[i]], shuffled[i]));
        Assert.All(Enumerable.Range(0, 20), row => Assert.Equal(all[row], model.Transform(table.Slice(row, 1)).Vectors("probability")[0]));
    }

    [Fact]
    public void More_iterations_fit_the_training_rows_closer()
    {
        var table = Samples.Regression(1, rows: 500, features: 4, distinct: 20);

        var errors = new[] { 1, 5, 20, 100 }.Select(n => SquaredError(new HistGradientBoostingRegressor { MaxIter = n }.Fit(table).Transform(table))).ToList();

        Assert.Equal(errors.OrderDescending(), errors);
    }

    [Fact]
    public void Missing_values_go_where_they_help()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? double.NaN : i % 100)];
        double[] labels = [.. x.Select(value => double.IsNaN(value) || value < 50 ? 1.0 : 5.0)];

        var model = new HistGradientBoostingRegressor { InputCols = ["x"], MaxIter = 200 }.Fit(Table.Of(("x", Samples.Numbers(x)), ("label", Samples.Numbers(labels))));
        var nulls = new Column<double>(DataType.Float64, new double[] { 0, 10, 90 }, Validity.Of(3, row => row > 0));
        var predictions = model.Transform(Table.Of(("x", nulls))).Numbers("prediction").ToArray();

        Assert.Equal([1, 1, 5], predictions.Select(prediction => Math.Round(prediction, 3)));
    }

    [Fact]
    public void Missing_value_unknown_to_training_goes_to_the_larger_side()
    {
        double[] x = [.. Enumerable.Range(0, 100)];
        var table = Table.Of(("x", Samples.Numbers(x)), ("label", Samples.Numbers([.. x.Select(value => value < 70 ? 1.0 : 5.0)])));
        var model = new HistGradientBoostingRegressor { InputCols = ["x"], MaxIter = 1, LearningRate = 1, MaxLeafNodes = 2 }.Fit(table);

        var prediction = model.Transform(Table.Of(("x", Samples.Numbers(double.NaN)))).Numbers("prediction").Span[0];

        Assert.Equal(1, prediction, 1e-6);
    }

    [Fact]
    public void Categories_are_split_by_what_they_do_not_by_their_number()
    {
        double[] x = [.. Enumerable.Range(0, 600).Select(i => (double)(i % 6))];
        var table = Table.Of(("x", Samples.Numbers(x)), ("label", Samples.Numbers([.. x.Select(value => value % 2)])));
        var once = new HistGradientBoostingRegressor { InputCols = ["x"], MaxIter = 1, LearningRate = 1, MaxLeafNodes = 2 };

        var byNumber = SquaredError(once.Fit(table).Transform(table));
        var byCategory = SquaredError((once with { CategoricalFeatures = ["x"] }).Fit(table).Transform(table));

        Assert.True(byNumber > 50);
        Assert.Equal(0, byCategory, 1e-9);
    }

    [Fact]
    public void Nominal_values_of_a_field_make_a_feature_categorical()
    {
        double[] x = [.. Enumerable.Range(0, 600).Select(i => (double)(i % 3))];
        var table = Table.Of(("label", Samples.Numbers([.. x.Select(value => value % 2)]))).With(new Field("x", DataType.Float64) { Nominal = ["a", "b", "c"] }, Samples.Numbers(x));

        var model = new HistGradientBoostingRegressor { InputCols = ["x"], MaxIter = 1, LearningRate = 1 }.Fit(table);

        Assert.True(model.Trees.CategoryStart[0] >= 0);
        Assert.Equal(0, SquaredError(model.Transform(table)), 1e-9);
    }

    [Fact]
    public void Unknown_category_goes_to_the_larger_side()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 60_000.0 : i % 4)];
        var table = Table.Of(("x", Samples.Numbers(x)), ("label", Samples.Numbers([.. x.Select(value => value == 60_000 ? 9.0 : 1.0)])));
        var model = new HistGradientBoostingRegressor { InputCols = ["x"], CategoricalFeatures = ["x"], MaxIter = 1, LearningRate = 1, MaxLeafNodes = 2 }.Fit(table);

        var predictions = model.Transform(Table.Of(("x", Samples.Numbers(60_000, 2, 77, -1, 2.5, double.NaN, 1e9)))).Numbers("prediction").ToArray();

        Assert.Equal([9, 1, 1, 1, 1, 1, 1], predictions.Select(prediction => Math.Round(prediction, 6)));
    }

    [Fact]
    public void Infinities_are_numbers()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(i => (i % 3) switch { 0 => double.NegativeInfinity, 1 => 0.0, _ => double.PositiveInfinity })];
        double[] labels = [.. x.Select(value => value == 0 ? 5.0 : value > 0 ? 1.0 : 3.0)];
        var table = Table.Of(("x", Samples.Numbers(x)), ("label", Samples.Numbers(labels)));

        var model = new HistGradientBoostingRegressor { InputCols = ["x"], MaxIter = 1, LearningRate = 1 }.Fit(table);

        Assert.Equal(0, SquaredError(model.Transform(table)), 1e-9);
    }

    [Fact]
    public void Absolute_error_predicts_medians()
    {
        double[] x = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 2))];
        double[] labels = [.. Enumerable.Range(0, 200).Select(i => i is 0 or 1 ? 1e6 : i % 2 == 0 ? 3.0 : 7.0)];
        var table = Table.Of(("x", Samples.Numbers(x)), ("label", Samples.Numbers(labels)));

        var model = new HistGradientBoostingRegressor { InputCols = ["x"], Loss = "absolute_error", MaxIter = 200 }.Fit(table);

        Assert.Equal([3, 7], model.Transform(table.Slice(0, 2)).Numbers("prediction").ToArray().Select(prediction => Math.Round(prediction, 3)));
    }

    [Fact]
    public void Weight_two_is_the_same_as_a_row_twice()
    {
        var table = Samples.Regression(5, rows: 200, features: 3, distinct: 8);
        int[] twice = [.. Enumerable.Range(0, 200).SelectMany(row => row % 3 == 0 ? new[] { row, row } : [row])];
        var weighted = table.With("w", Samples.Numbers([.. Enumerable.Range(0, 200).Select(row => row % 3 == 0 ? 2.0 : 1.0)]));
        var estimator = new HistGradientBoostingRegressor { MinSamplesLeaf = 1, MaxIter = 5, MaxLeafNodes = 5 };

        var byWeight = (estimator with { WeightCol = "w" }).Fit(weighted).Transform(table).Numbers("prediction").ToArray();
        var byRows = estimator.Fit(table.Take(twice)).Transform(table).Numbers("prediction").ToArray();

        Assert.All(byWeight.Zip(byRows), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Early_stopping_ends_when_held_out_rows_gain_nothing()
    {
        var random = new Random(1);
        var table = Samples.ToTable([[.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())]], [.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())]);

        var trees = new HistGradientBoostingRegressor { EarlyStopping = true, NIterNoChange = 3 }.Fit(table).Trees.NumTrees;

        Assert.InRange(trees, 1, 30);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void Too_few_rows_for_two_leaves_give_the_mean(int rows)
    {
        var table = Samples.Regression(1, rows, features: 2, distinct: 9);

        var predictions = new HistGradientBoostingRegressor().Fit(table).Transform(table).Numbers("prediction").ToArray();

        Assert.All(predictions, prediction => Assert.Equal(table.Numbers("label").ToArray().Average(), prediction, 1e-12));
    }

    [Fact]
    public void Constant_features_and_one_class_give_the_constant()
    {
        var table = Samples.ToTable([[.. Enumerable.Repeat(4.0, 100)]], new double[100]);

        var scored = new HistGradientBoostingClassifier().Fit(table).Transform(table);

        Assert.All(scored.Vectors("probability"), probability => Assert.Equal([1, 0], probability.Select(p => Math.Round(p, 9))));
        Assert.All(scored.Numbers("prediction").ToArray(), prediction => Assert.Equal(0, prediction));
    }

    [Fact]
    public void Vector_column_and_input_columns_give_the_same_model()
    {
        var table = Samples.Regression(1, rows: 500, features: 4, distinct: 20);

        var byVector = new HistGradientBoostingRegressor().Fit(table);
        var byColumns = new HistGradientBoostingRegressor { InputCols = ["x0", "x1", "x2", "x3"] }.Fit(table);

        Assert.Equal(byVector.Trees.Value.AsEnumerable(), byColumns.Trees.Value);
        Assert.Equal(1, byVector.FeatureImportances.Sum(), 1e-12);
    }

    [Fact]
    public void Unknown_categorical_feature_is_an_error_that_names_it()
    {
        var estimator = new HistGradientBoostingRegressor { InputCols = ["x0"], CategoricalFeatures = ["hour"] };

        var error = Assert.Throws<ArgumentException>(() => estimator.Fit(Samples.Regression(1, 10, 1, 3)));

        Assert.Equal("HistGradientBoostingRegressor: The categorical feature 'hour' is not there. Features: x0.", error.Message);
    }

    [Fact]
    public void Existing_output_column_is_an_error_that_names_it()
    {
        var table = Samples.Regression(1, 10, 1, 3);

        var error = Assert.Throws<ArgumentException>(() => new HistGradientBoostingRegressor { PredictionCol = "x0" }.OutputSchema(table.Schema));

        Assert.Contains("PredictionCol 'x0' is already a column", error.Message);
    }

    [Fact]
    public void Cancelled_fit_ends()
    {
        var table = Samples.Regression(3, rows: 1000, features: 5, distinct: 300);

        Assert.ThrowsAny<OperationCanceledException>(() => new HistGradientBoostingRegressor().Fit(table, new CancellationToken(true)));
    }

    static TreeEnsemble Fit(Table table, int classes, int threads)
    {
        var rows = TreeRows.Read(new HistGradientBoostingClassifier(), table, new("features", []), "label", null, default);
        var parameters = new BoostingParameters
        {
            MaxIter = 5, LearningRate = 0.1, MaxLeafNodes = 31, MaxDepth = int.MaxValue, MinSamplesLeaf = 20, L2Regularization = 0, MinSumHessian = 1e-3, MaxBins = 255,
            EarlyStopping = false, ValidationFraction = 0.1, NIterNoChange = 10, Tol = 0, Seed = 0,
        };
        BoostingLoss Loss(TreeRows part) => classes == 2 ? new BinaryLogLoss(part.Labels, null) : new MultinomialLogLoss(part.Labels, null, classes);
        return BoostingFit.Fit(parameters, rows, new bool[11], Loss, threads, default).Trees;
    }

    static double SquaredError(Table scored) =>
        scored.Numbers("label").ToArray().Zip(scored.Numbers("prediction").ToArray(), (label, prediction) => (label - prediction) * (label - prediction)).Sum();
}
