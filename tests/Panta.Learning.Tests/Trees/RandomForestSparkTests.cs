using System.Text.Json;
using Panta.Data.Frames;
using Panta.Data.Tables;
using Panta.Learning.Evaluation;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;
using Panta.Tests;

namespace Panta.Learning.Tests.Trees;

/// <summary>Forests against Apache Spark 4.2.1: draws differ, so metrics lie in the range of Spark's six seeds widened by its own width, importances within four deviations.</summary>
public sealed class RandomForestSparkTests
{
    [SharedFact("golden/spark-ml/ensembles.json")]
    public void Forest_of_one_whole_tree_is_the_decision_tree()
    {
        var golden = new SparkCases("ensembles.json")["forest of one tree, all features, no bootstrap"];
        var table = SparkCases.TableOf(golden);

        var forest = new RandomForestClassifier { MaxDepth = 4, NumTrees = 1, FeatureSubsetStrategy = "all", Bootstrap = false, Seed = 3 }.Fit(table);
        var tree = new DecisionTreeClassifier { MaxDepth = 4 }.Fit(table);

        Assert.Equal(tree.Trees.Threshold.AsEnumerable(), forest.Trees.Threshold);
        var rows = golden.GetProperty("expected").GetProperty("output").GetProperty("rows").EnumerateArray().ToList();
        var probabilities = forest.Transform(table.Slice(0, rows.Count)).Vectors("probability");
        for (var row = 0; row < rows.Count; row++)
            Assert.All(rows[row][1].GetProperty("values").EnumerateArray().Zip(probabilities[row]), pair => Assert.Equal(pair.First.GetDouble(), pair.Second, 1e-12));
    }

    [SharedTheory("golden/spark-ml/ensembles.json")]
    [InlineData("forest classifier 20 trees")]
    [InlineData("forest binary 20 trees")]
    public void Classifying_forest_is_as_good_as_Sparks(string name)
    {
        var golden = new SparkCases("ensembles.json")[name];
        var table = SparkCases.TableOf(golden);
        var models = Enumerable.Range(1, 6).Select(seed => new RandomForestClassifier { Seed = seed }.Fit(table)).ToList();

        AssertInRange(golden, models.Select(model => Measure(golden, model.Transform(table))));
        AssertImportances(golden, [.. models.Select(model => model.FeatureImportances.ToArray())]);
    }

    [SharedFact("golden/spark-ml/ensembles.json")]
    public void Regressing_forest_is_as_good_as_Sparks()
    {
        var golden = new SparkCases("ensembles.json")["forest regressor 20 trees"];
        var table = SparkCases.TableOf(golden);
        var models = Enumerable.Range(1, 6).Select(seed => new RandomForestRegressor { Seed = seed }.Fit(table)).ToList();

        AssertInRange(golden, models.Select(model => Measure(golden, model.Transform(table))));
        AssertImportances(golden, [.. models.Select(model => model.FeatureImportances.ToArray())]);
    }

    static double Measure(JsonElement golden, DataFrame scored) => golden.GetProperty("expected").GetProperty("metric").GetString() switch
    {
        "accuracy" => new MulticlassClassificationEvaluator { MetricName = "accuracy" }.Evaluate(scored),
        "areaUnderROC" => new BinaryClassificationEvaluator().Evaluate(scored),
        _ => new RegressionEvaluator().Evaluate(scored),
    };

    static void AssertInRange(JsonElement golden, IEnumerable<double> metrics)
    {
        var spark = golden.GetProperty("expected").GetProperty("bySeed").EnumerateArray().Select(metric => metric.GetDouble()).ToList();
        var width = spark.Max() - spark.Min();
        Assert.All(metrics, metric => Assert.InRange(metric, spark.Min() - width, spark.Max() + width));
    }

    static void AssertImportances(JsonElement golden, double[][] importances)
    {
        var (mean, deviation) = (golden.GetProperty("expected").GetProperty("importanceMean"), golden.GetProperty("expected").GetProperty("importanceSd"));
        for (var i = 0; i < importances[0].Length; i++)
            Assert.Equal(mean[i].GetDouble(), importances.Average(model => model[i]), 4 * deviation[i].GetDouble());
    }
}
