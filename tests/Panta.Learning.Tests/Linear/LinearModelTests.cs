using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tests.Linear;

public class LinearModelTests
{
    const int Rows = 30_000;

    static readonly double[] Truth = [1.5, -2, 0, 0.25];

    [Fact]
    public void Noiseless_data_give_their_coefficients_back()
    {
        var model = new LinearRegression().Fit(Sample((margin, _) => 3 + margin));

        for (var slot = 0; slot < Truth.Length; slot++) Assert.Equal(Truth[slot], model.Coefficients[slot], 1e-10);
        Assert.Equal(3, model.Intercept, 1e-10);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("l-bfgs")]
    public void The_model_does_not_depend_on_the_number_of_threads(string solver)
    {
        var table = Sample((margin, random) => margin + random.NextDouble());
        var learner = new LinearRegression { Solver = solver, RegParam = 0.01 };

        var together = learner.Fit(table);
        var alone = OnOneThread(() => learner.Fit(table));

        Assert.Equal(Form(together), Form(alone));
    }

    [Fact]
    public void Logistic_regression_does_not_depend_on_the_number_of_threads()
    {
        var table = Sample((margin, random) => random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0);

        Assert.Equal(Form(new LogisticRegression().Fit(table)), Form(OnOneThread(() => new LogisticRegression().Fit(table))));
    }

    [Fact]
    public void The_gradient_vanishes_at_the_coefficients_of_a_logistic_regression()
    {
        var table = Sample((margin, random) => random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0);

        var model = new LogisticRegression { Tol = 1e-12, MaxIter = 1000 }.Fit(table);

        var (rows, labels) = (table.Vectors("features"), table.Numbers("label").ToArray());
        var residuals =
            rows.Select((row, i) => 1 / (1 + Math.Exp(-model.InterceptVector[0] - row.Select((x, k) => x * model.CoefficientMatrix[k]).Sum())) - labels[i])
                .ToArray();
        for (var slot = 0; slot < Truth.Length; slot++) Assert.Equal(0, rows.Select((row, i) => residuals[i] * row[slot]).Average(), 1e-7);
        Assert.Equal(0, residuals.Average(), 1e-7);
    }

    [Fact]
    public void Sparse_and_dense_features_give_the_same_model()
    {
        var sparse = new OneHotEncoder { InputCol = "category", OutputCol = "vector", DropLast = false }.Fit(Categories()).Transform(Categories());
        var dense = sparse.With("vector", VectorColumn.Dense(5, sparse.Vectors("vector").SelectMany(row => row).ToArray()));
        var learner = new LogisticRegression { FeaturesCol = "vector", RegParam = 0.01, Tol = 1e-12 };

        var (bySparse, byDense) = (learner.Fit(sparse), learner.Fit(dense));

        for (var slot = 0; slot < 5; slot++) Assert.Equal(byDense.CoefficientMatrix[slot], bySparse.CoefficientMatrix[slot], 1e-8);
    }

    [Fact]
    public void Rows_without_features_are_predicted_null()
    {
        var table = Sample((margin, _) => margin);
        var holes = Table.Of(("features", VectorColumn.Dense(4, new double[8], Validity.Of(2, row => row == 1))));

        var prediction = new LinearRegression().Fit(table).Transform(holes)["prediction"];

        Assert.True(prediction.IsNull(0));
        Assert.False(prediction.IsNull(1));
    }

    [Fact]
    public void A_feature_that_holds_no_number_is_named()
    {
        var table = Table.Of(("x", Numbers([1, double.PositiveInfinity])), ("label", Numbers([1, 2])));
        var rows = new VectorAssembler { InputCols = ["x"] }.Transform(table);

        Assert.Contains("'x' (slot 0 of 'features') holds NaN or infinity", Assert.Throws<ArgumentException>(() => new LinearRegression().Fit(rows)).Message);
    }

    [Fact]
    public void Vectors_of_another_size_are_refused()
    {
        var model = new LinearRegression().Fit(Sample((margin, _) => margin));

        Assert.Contains("have 2 slots, but the model learned 4",
            Assert.Throws<ArgumentException>(() => model.Transform(Table.OfVectors("features", [1, 2]))).Message);
    }

    [Fact]
    public void Importances_carry_the_names_of_the_slots()
    {
        var table = Sample((margin, _) => margin).Without("features");
        var model = new Pipeline(new VectorAssembler { InputCols = ["a", "b", "c", "d"] }, new LinearRegression()).Fit(table);

        var importances = Importance.Of(model, table.Schema);

        Assert.Equal(["b", "a", "d", "c"], importances.Select(importance => importance.Feature));
        Assert.Equal(1, importances.Sum(importance => importance.Value), 1e-12);
    }

    [Fact]
    public void The_signature_lists_what_the_model_needs_and_adds()
    {
        var table = Sample((margin, _) => margin).Without("features");
        var model = new Pipeline(new VectorAssembler { InputCols = ["a", "c"] }, new LinearRegression()).Fit(table);

        var signature = Signature.Of(model, table.Schema);

        Assert.Equal(["a", "c"], signature.Inputs.Names);
        Assert.Equal(["prediction"], signature.Outputs.Names);
        Assert.Equal(signature, Signature.FromJson(signature.InputsToJson(), signature.OutputsToJson()));
    }

    static Table Sample(Func<double, Random, double> label)
    {
        var random = new Random(11);
        var columns = Truth.Select(_ => new double[Rows]).ToArray();
        var labels = new double[Rows];
        for (var row = 0; row < Rows; row++)
        {
            foreach (var column in columns) column[row] = random.NextDouble() * 2 - 1;
            labels[row] = label(Truth.Select((c, slot) => c * columns[slot][row]).Sum(), random);
        }

        var table =
            Table.Of(("a", Numbers(columns[0])), ("b", Numbers(columns[1])), ("c", Numbers(columns[2])), ("d", Numbers(columns[3])),
                ("label", Numbers(labels)));
        return new VectorAssembler { InputCols = ["a", "b", "c", "d"] }.Transform(table);
    }

    static Table Categories()
    {
        var random = new Random(12);
        var categories = Enumerable.Range(0, 3000).Select(_ => (double)random.Next(5)).ToArray();
        return Table.Of(("category", Numbers(categories)), ("label", Numbers([.. categories.Select(category => random.NextDouble() < category / 6 ? 1d : 0)])));
    }

    static T OnOneThread<T>(Func<T> fit)
    {
        RowBlocks.MostThreads.Value = 1;
        return fit();
    }

    static string Form(ITransformer model) => RecordWriter.Write(model)!.ToJsonString();

    static Column<double> Numbers(double[] values) => new(DataType.Float64, values);
}
