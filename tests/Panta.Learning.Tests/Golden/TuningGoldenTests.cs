using System.Text.Json.Nodes;
using Panta.Learning.Evaluation;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;
using Panta.Learning.Tuning;
using Panta.Tests;

namespace Panta.Learning.Tests.Golden;

/// <summary>Tuning against Spark 4.2.1 (golden/spark-ml/tuning.json): the same folds and the same metric of every candidate, absolute 1e-4.</summary>
public class TuningGoldenTests
{
    const double Tolerance = 1e-4;

    static readonly ParamGrid Grid = ParamGrid.Empty.With("logisticRegression.regParam", 0.001, 0.1, 1.0).With("logisticRegression.elasticNetParam", 0.0, 1.0);

    [SharedTheory("golden/spark-ml/tuning.json")]
    [InlineData("foldCol, areaUnderROC", "areaUnderROC", true)]
    [InlineData("foldCol, logLoss", "logLoss", true)]
    [InlineData("seed 42 (Python client: folds cut from rand(seed))", "areaUnderROC", false)]
    public void Cross_validation_measures_what_Spark_measures(string name, string metric, bool byColumn)
    {
        var golden = GoldenCase.Of("tuning.json", "CrossValidator", name);
        var validator = new CrossValidator
        {
            Estimator = new LogisticRegression { MaxIter = 1000, Tol = 1e-12 },
            Grid = Grid,
            Evaluator = Metric.For(metric),
            FoldCol = byColumn ? "fold" : null,
            Seed = 42,
        };

        var model = validator.Fit(golden.Input(folds: 3));

        AssertMetrics(golden.Expected["avgMetrics"]!, model.Trials.Select(InSparksOrder).OrderBy(t => t.Order).Select(t => t.Trial.Mean));
        if (golden.Expected["stdMetrics"] is { } deviations)
            AssertMetrics(deviations, model.Trials.Select(InSparksOrder).OrderBy(t => t.Order).Select(t => t.Trial.Deviation));
    }

    [SharedFact("golden/spark-ml/tuning.json")]
    public void A_train_validation_split_measures_what_Spark_measures()
    {
        var golden = GoldenCase.Of("tuning.json", "TrainValidationSplit").Single();
        var split = new TrainValidationSplit { Estimator = new LogisticRegression { MaxIter = 1000, Tol = 1e-12 }, Grid = Grid,
            Evaluator = new BinaryClassificationEvaluator(), Seed = 42 };

        var model = split.Fit(golden.Input(folds: 3));

        AssertMetrics(golden.Expected["validationMetrics"]!, model.Trials.Select(InSparksOrder).OrderBy(t => t.Order).Select(t => t.Trial.Mean));
    }

    [SharedFact("golden/spark-ml/tuning.json")]
    public void Five_folds_of_a_linear_regression_measure_what_Spark_measures()
    {
        var golden = GoldenCase.Of("tuning.json", "CrossValidator", "linear regression, five folds, rmse");
        var validator = new CrossValidator
        {
            Estimator = new LinearRegression { MaxIter = 1000, Tol = 1e-12 },
            Grid = ParamGrid.Empty.With("linearRegression.regParam", 0.0, 0.1, 1.0),
            Evaluator = new RegressionEvaluator(),
            FoldCol = "fold",
            NumFolds = 5,
        };

        var model = validator.Fit(golden.Input(folds: 5));

        AssertMetrics(golden.Expected["avgMetrics"]!, model.Trials.Select(trial => trial.Mean));
        AssertMetrics(golden.Expected["stdMetrics"]!, model.Trials.Select(trial => trial.Deviation));
    }

    // Axes go by name here, by the order of adding in Spark's case: regParam first.
    static (Trial Trial, int Order) InSparksOrder(Trial trial)
    {
        var order = Array.IndexOf(["0.001", "0.1", "1"],
            trial.Parameters["logisticRegression.regParam"]) * 2 + (trial.Parameters["logisticRegression.elasticNetParam"] == "0" ? 0 : 1);
        return (trial, order);
    }

    static void AssertMetrics(JsonNode expected, IEnumerable<double> actual) =>
        Close.To([.. expected.AsArray().Select(GoldenCase.Number)], [.. actual], 0, Tolerance, "metric");
}
