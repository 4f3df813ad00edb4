using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Baselines;
using Panta.Learning.Evaluation;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Learning.Tuning;

namespace Panta.Learning.Tests;

/// <summary>The examples of the documentation, line by line as they stand there.</summary>
public class ExampleTests
{
    static readonly Table Shapes = Table.Of(("shape", TextColumn.Of(["round", "flat", "round"])), ("shapeIndex", Numbers(0, 1, 0)));

    static readonly Table Weather = Table.Of(("temp", Numbers(1, double.NaN, 3, 5)), ("hum", Numbers(0.5, 0.6, 0.7, 0.9)));

    static readonly Table Hours = Features(Table.Of(
        ("temp", Numbers([.. Enumerable.Range(1, 40).Select(hour => (double)hour)])),
        ("season", TextColumn.Of([.. Enumerable.Range(1, 40).Select(hour => hour % 2 == 1 ? "a" : "b")])),
        ("time", new Column<long>(DataType.Timestamp, Enumerable.Range(1, 40).Select(hour => (long)hour).ToArray())),
        ("rentals", Numbers([.. Enumerable.Range(1, 40).Select(hour => 2d * hour)]))));

    static readonly Table Classes = Features(Table.Of(("temp", Numbers(1, 2, 3, 4)), ("label", Numbers(0, 1, 0, 1))));

    [Fact]
    public void Vector_assembler()
    {
        var table = Weather.Slice(2, 2);
        var assembler = new VectorAssembler { InputCols = ["temp", "hum"] };
        var rows = assembler.Transform(table).Vectors("features");

        Assert.Equal([[3, 0.7], [5, 0.9]], rows);
    }

    [Fact]
    public void String_indexer()
    {
        var table = Shapes.Select("shape");
        var indexer = new StringIndexer { InputCol = "shape", OutputCol = "shapeIndex" };
        var labels = indexer.Fit(table).LabelsArray[0];

        Assert.Equal(["round", "flat"], labels.ToArray());
    }

    [Fact]
    public void One_hot_encoder()
    {
        var table = Shapes;
        var encoder = new OneHotEncoder { InputCol = "shapeIndex", OutputCol = "shapeVector" };
        var vectors = encoder.Fit(table).Transform(table).Vectors("shapeVector");

        Assert.Equal([[1], [0], [1]], vectors);
    }

    [Fact]
    public void Standard_scaler()
    {
        var table = Classes;
        var scaler = new StandardScaler { InputCol = "features", OutputCol = "scaled", WithMean = true };
        var scaled = scaler.Fit(table).Transform(table).Vectors("scaled");

        Assert.Equal(0, scaled.Sum(row => row[0]), 1e-12);
    }

    [Fact]
    public void Imputer()
    {
        var table = Weather;
        var imputer = new Imputer { InputCol = "temp", OutputCol = "tempFilled", Strategy = "median" };
        var filled = imputer.Fit(table).Transform(table).Numbers("tempFilled");

        Assert.Equal([1, 3, 3, 5], filled.ToArray());
    }

    [Fact]
    public void R_formula()
    {
        var table = Hours.Without("features");
        var formula = new RFormula { Formula = "rentals ~ temp + season" };
        var features = formula.Fit(table).Transform(table).Vectors("features");

        Assert.Equal([1, 1], features[0]);
    }

    [Fact]
    public void Linear_regression()
    {
        var table = Hours;
        var model = new LinearRegression { LabelCol = "rentals", RegParam = 0.1 }.Fit(table);
        var predictions = model.Transform(table).Numbers("prediction");

        Assert.Equal(41, predictions.ToArray().Average(), 1e-9);
    }

    [Fact]
    public void Logistic_regression()
    {
        var table = Classes;
        var model = new LogisticRegression { RegParam = 0.01 }.Fit(table);
        var probabilities = model.Transform(table).Vectors("probability");

        Assert.All(probabilities, row => Assert.Equal(1, row.Sum(), 1e-12));
    }

    [Fact]
    public void Baselines()
    {
        var table = Hours;
        var mean = new DummyRegressor { LabelCol = "rentals" }.Fit(table).Value;
        Assert.Equal(41, mean);

        table = Classes;
        var shares = new DummyClassifier().Fit(table).Priors;
        Assert.Equal([0.5, 0.5], shares.ToArray());
    }

    [Fact]
    public void Evaluators()
    {
        var table = Classes;
        ITransformer model = new LogisticRegression().Fit(table);
        var area = new BinaryClassificationEvaluator().Evaluate(model.Transform(table));
        var accuracy = new MulticlassClassificationEvaluator { MetricName = "accuracy" }.Evaluate(model.Transform(table));
        Assert.Equal((0.75, 0.5), (area, accuracy));

        model = new LinearRegression().Fit(table);
        var mae = new RegressionEvaluator { MetricName = "mae" }.Evaluate(model.Transform(table));
        Assert.Equal(0.4, mae, 1e-9);
    }

    [Fact]
    public void Param_grid()
    {
        var pipeline = new Pipeline(new LinearRegression());
        var grid = ParamGrid.Empty.With("linearRegression.regParam", 0.01, 0.1).With("linearRegression.elasticNetParam", 0, 0.5, 1);
        var candidates = grid.Candidates(pipeline);

        Assert.Equal(6, candidates.Length);
    }

    [Fact]
    public void Tuning()
    {
        var table = Hours.Rename("rentals", "label");
        var pipeline = new Pipeline(new LinearRegression());
        var grid = ParamGrid.Empty.With("linearRegression.regParam", 0.0, 100.0);
        var validator = new CrossValidator { Estimator = pipeline, Grid = grid, Evaluator = new RegressionEvaluator(), NumFolds = 5 };
        var best = validator.Fit(table);
        Assert.Equal("0", best.Trials[best.BestIndex].Parameters["linearRegression.regParam"]);

        Assert.Equal(0, Split(table, pipeline, grid));
    }

    [Fact]
    public void Stage_format()
    {
        var stage = StageFormat.Read("""
            stage: StandardScaler
            inputCol: features
            outputCol: scaled
            """);

        Assert.Equal(new StandardScaler { InputCol = "features", OutputCol = "scaled" }, stage);
    }

    static int Split(Table table, Pipeline pipeline, ParamGrid grid)
    {
        var split = new TrainValidationSplit { Estimator = pipeline, Grid = grid, Evaluator = new RegressionEvaluator(), TimeCol = "time" };
        var best = split.Fit(table);
        return best.BestIndex;
    }

    static Table Features(Table table) => new VectorAssembler { InputCols = ["temp"] }.Transform(table);

    static Column<double> Numbers(params double[] values) => new(DataType.Float64, values);
}
