using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Evaluation;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Learning.Tests.Pipelines;
using Panta.Learning.Tuning;

namespace Panta.Learning.Tests.Tuning;

public class CrossValidatorTests
{
    static readonly Pipeline Template = new(
        new StringIndexer { InputCol = "text", OutputCol = "textIndex" },
        new OneHotEncoder { InputCol = "textIndex", OutputCol = "textVector" },
        new VectorAssembler { InputCols = ["x", "z", "textVector"], OutputCol = "all" },
        new LinearRegression { FeaturesCol = "all" });

    static readonly ParamGrid Grid = ParamGrid.Empty.With("linearRegression.regParam", 10.0, 0.001, 1.0).With("oneHotEncoder.dropLast", true, false);

    [Fact]
    public void Trials_are_told_in_order_and_the_best_is_fitted_on_all_rows()
    {
        var (rows, told) = (ContractSample.Rows(3), new List<Trial>());
        var validator =
            new CrossValidator { Estimator = Template, Grid = Grid, Evaluator = new RegressionEvaluator(), NumFolds = 5, Parallelism = 2, Observer = told.Add };

        var model = validator.Fit(rows);

        Assert.Equal([0, 1, 2, 3, 4, 5], told.Select(trial => trial.Index));
        Assert.Equal(model.Trials, told);
        Assert.All(told, trial => Assert.Equal(5, trial.Metrics.Length));
        Assert.Equal("0.001", model.Trials[model.BestIndex].Parameters["linearRegression.regParam"]);
        var refitted = Grid.Candidates(Template)[model.BestIndex].Estimator.Fit(rows);
        Assert.Equal(RecordWriter.Write(refitted)!.ToJsonString(), RecordWriter.Write(model.BestModel)!.ToJsonString());
    }

    [Fact]
    public void Parallel_candidates_give_the_trials_of_one_after_the_other()
    {
        var validator = new CrossValidator { Estimator = Template, Grid = Grid, Evaluator = new RegressionEvaluator() };

        var (alone, together) = (validator.Fit(ContractSample.Rows(3)), (validator with { Parallelism = 4 }).Fit(ContractSample.Rows(3)));

        Assert.Equal(alone.Trials.Select(trial => trial.Mean), together.Trials.Select(trial => trial.Mean));
    }

    [Fact]
    public void Stages_that_candidates_share_change_no_metric()
    {
        var rows = ContractSample.Rows(3);
        var shared =
            new CrossValidator { Estimator = Template, Grid = ParamGrid.Empty.With("linearRegression.regParam", 0.1, 1.0),
                Evaluator = new RegressionEvaluator() };

        var ridge = new Pipeline(Template.Stages.SetItem(3, new LinearRegression { FeaturesCol = "all", RegParam = 0.1 }));
        var whole =
            new CrossValidator { Estimator = ridge, Grid = ParamGrid.Empty.With("stringIndexer.handleInvalid", "error", "keep"),
                Evaluator = new RegressionEvaluator() };

        var (byShared, byWhole) = (shared.Fit(rows).Trials[0].Mean, whole.Fit(rows).Trials[0].Mean);

        Assert.Equal(byShared, byWhole);
    }

    [Fact]
    public void In_time_order_nothing_is_learned_from_the_future()
    {
        var shuffled = new long[] { 7, 2, 9, 4, 1, 8, 3, 6, 5, 10 };
        var table = Table.Of(("time", new Column<long>(DataType.Timestamp, shuffled)));

        var folds = Fold.ByTime(table, "time", 4);

        Assert.Equal(4, folds.Count);
        Assert.All(folds, fold => Assert.True(fold.Train.Max(row => shuffled[row]) < fold.Validation.Min(row => shuffled[row])));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], folds[3].Train.Select(row => shuffled[row]));
    }

    [Fact]
    public void Every_row_is_measured_on_once()
    {
        var folds = Fold.ByChance(1000, 5, 42);

        Assert.Equal(Enumerable.Range(0, 1000), folds.SelectMany(fold => fold.Validation).Order());
        Assert.All(folds, fold => Assert.Empty(fold.Train.Intersect(fold.Validation)));
    }

    [Fact]
    public void A_fold_without_rows_is_named()
    {
        var validator = new CrossValidator { Estimator = new LinearRegression(), Evaluator = new RegressionEvaluator(), NumFolds = 50 };

        Assert.Contains("Take fewer folds", Assert.Throws<ArgumentException>(() => validator.Fit(ContractSample.Rows(1, 10))).Message);
    }

    [Theory]
    [InlineData("linearRegresion.regParam", "Did you mean 'linearRegression'?")]
    [InlineData("linearRegression.regParm", "Did you mean 'regParam'?")]
    [InlineData("regParam", "A parameter is named stage.parameter.")]
    [InlineData("linearRegression.maxIter", "must be a whole number")]
    [InlineData("linearRegression.regParam", "must be between 0")]
    public void A_grid_that_does_not_fit_is_explained(string name, string message)
    {
        var value = JsonOf(message.Contains("between") ? "-1" : "0.5");
        var grid = new ParamGrid(ParamGrid.Empty.Axes.Add(name, [value]));

        Assert.Contains(message, Assert.Throws<DocumentException>(() => grid.Candidates(Template)).Message);
    }

    [Fact]
    public void The_second_stage_of_a_type_is_named_by_its_number()
    {
        var pipeline = new Pipeline(new StringIndexer { InputCol = "a", OutputCol = "b" }, new StringIndexer { InputCol = "c", OutputCol = "d" });

        var changed = (Pipeline)ParamGrid.Empty.With("stringIndexer[1].handleInvalid", "keep").Candidates(pipeline).Single().Estimator;

        Assert.Equal(["error", "keep"], changed.Stages.Select(stage => ((StringIndexer)stage).HandleInvalid));
        Assert.Same(pipeline.Stages[0], changed.Stages[0]);
    }

    static JsonNode JsonOf(string text) => JsonNode.Parse(text)!;
}
