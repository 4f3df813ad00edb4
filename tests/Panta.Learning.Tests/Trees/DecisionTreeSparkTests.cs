using System.Text.Json;
using Panta.Data.Tables;
using Panta.Learning.Trees;
using Panta.Tests;

namespace Panta.Learning.Tests.Trees;

/// <summary>Single trees against Apache Spark 4.2.1: the same nodes, splits exact, numbers to 1e-9.</summary>
public sealed class DecisionTreeSparkTests
{
    [SharedTheory("golden/spark-ml/trees.json")]
    [InlineData("depth 1")]
    [InlineData("depth 3")]
    [InlineData("depth 5")]
    [InlineData("entropy")]
    [InlineData("binary")]
    [InlineData("minInstancesPerNode 20")]
    [InlineData("minInfoGain 0.02")]
    [InlineData("maxBins 8")]
    [InlineData("weights")]
    [InlineData("minWeightFractionPerNode 0.1")]
    [InlineData("iris depth 5")]
    [InlineData("adult, nominal slots, depth 2")]
    [InlineData("adult, nominal slots, depth 4")]
    [InlineData("three classes, nominal slot as unordered")]
    [InlineData("three classes, nominal slot as ordered (few bins)")]
    [InlineData("one class")]
    [InlineData("one row")]
    [InlineData("ties: equal gain on two features")]
    [InlineData("sparse zeros")]
    [InlineData("leaf ids and thresholds")]
    public void Classification_tree_is_Sparks(string name)
    {
        var golden = new SparkCases("trees.json")[name];
        var table = SparkCases.TableOf(golden);

        var model = Classifier(golden.GetProperty("parameters")).Fit(table);

        AssertNodes(golden, model.Trees);
        AssertImportances(golden, [.. model.FeatureImportances]);
        AssertOutput(golden, model.Transform(table));
    }

    [SharedTheory("golden/spark-ml/trees.json")]
    [InlineData("regression depth 1")]
    [InlineData("regression depth 3")]
    [InlineData("regression depth 5")]
    [InlineData("regression maxBins 64")]
    [InlineData("regression minInstances 50")]
    [InlineData("adult, regression on age with nominal slots")]
    [InlineData("constant label")]
    public void Regression_tree_is_Sparks(string name)
    {
        var golden = new SparkCases("trees.json")[name];
        var table = SparkCases.TableOf(golden);

        var model = Regressor(golden.GetProperty("parameters")).Fit(table);

        AssertNodes(golden, model.Trees);
        AssertImportances(golden, [.. model.FeatureImportances]);
        AssertOutput(golden, model.Transform(table));
    }

    [SharedFact("golden/spark-ml/trees.json")]
    public void Too_few_bins_for_the_categories_are_an_error_that_names_the_slot()
    {
        var golden = new SparkCases("trees.json")["adult, maxBins below the number of categories"];

        var error = Assert.Throws<ArgumentException>(() => Classifier(golden.GetProperty("parameters")).Fit(SparkCases.TableOf(golden)));

        Assert.Contains("Slot 2 of features column 'features' has 15 categories, more than MaxBins = 8", error.Message);
    }

    static DecisionTreeClassifier Classifier(JsonElement set) => new()
    {
        MaxDepth = Int(set, "maxDepth", 5),
        MaxBins = Int(set, "maxBins", 32),
        MinInstancesPerNode = Int(set, "minInstancesPerNode", 1),
        MinInfoGain = Double(set, "minInfoGain"),
        MinWeightFractionPerNode = Double(set, "minWeightFractionPerNode"),
        Impurity = Text(set, "impurity") ?? "gini",
        WeightCol = Text(set, "weightCol"),
        LeafCol = Text(set, "leafCol") ?? "",
        Thresholds = set.TryGetProperty("thresholds", out var thresholds) ? [.. thresholds.EnumerateArray().Select(t => t.GetDouble())] : [],
    };

    static DecisionTreeRegressor Regressor(JsonElement set) => new()
    {
        MaxDepth = Int(set, "maxDepth", 5),
        MaxBins = Int(set, "maxBins", 32),
        MinInstancesPerNode = Int(set, "minInstancesPerNode", 1),
        LabelCol = Text(set, "labelCol") ?? "label",
        VarianceCol = Text(set, "varianceCol") ?? "",
    };

    static void AssertNodes(JsonElement golden, TreeEnsemble tree)
    {
        if (!golden.GetProperty("expected").TryGetProperty("nodes", out var nodes)) return;

        var rows = nodes.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(rows.Count, tree.TotalNumNodes);
        for (var i = 0; i < rows.Count; i++) AssertNode(rows[i], tree, i);
    }

    static void AssertNode(JsonElement row, TreeEnsemble tree, int i)
    {
        var split = row[8];
        Assert.Equal(i, row[0].GetInt32());
        AssertNear(row[1].GetDouble(), tree.Value[i]);
        if (row[2].GetDouble() != -1) AssertNear(row[2].GetDouble(), tree.Impurity[i]); // Spark writes −1 where it looked for a split in vain
        if (tree.StatsWidth == row[3].GetArrayLength()) Assert.Equal(row[3].EnumerateArray().Select(x => x.GetDouble()), tree.NodeStats(i).ToArray());
        Assert.Equal(row[4].GetInt64(), tree.Count[i]);
        AssertNear(row[5].GetDouble(), tree.Gain[i]);
        Assert.Equal((row[6].GetInt32(), row[7].GetInt32()), (tree.Left[i], tree.Right[i]));
        Assert.Equal(split.GetProperty("featureIndex").GetInt32(), tree.Feature[i]);
        var values = split.GetProperty("leftCategoriesOrThreshold").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        if (tree.Feature[i] < 0) return;
        if (split.GetProperty("numCategories").GetInt32() < 0) Assert.Equal(values[0], tree.Threshold[i]);
        else Assert.Equal(values.Order(), LeftCategories(tree, i));
    }

    static IEnumerable<double> LeftCategories(TreeEnsemble tree, int node)
    {
        var bits = tree.CategoryBits[tree.CategoryStart[node] + 1];
        return Enumerable.Range(0, 64).Where(c => (bits >> c & 1) != 0).Select(c => (double)c);
    }

    static void AssertImportances(JsonElement golden, double[] actual)
    {
        var expected = golden.GetProperty("expected").GetProperty("model").GetProperty("featureImportances");
        var dense = new double[actual.Length];
        var indices = expected.GetProperty("indices").EnumerateArray().Select(i => i.GetInt32()).ToArray();
        for (var i = 0; i < indices.Length; i++) dense[indices[i]] = expected.GetProperty("values")[i].GetDouble();
        for (var i = 0; i < dense.Length; i++) AssertNear(dense[i], actual[i]);
    }

    static void AssertOutput(JsonElement golden, Table actual)
    {
        var output = golden.GetProperty("expected").GetProperty("output");
        var names = output.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!).ToArray();
        var rows = output.GetProperty("rows").EnumerateArray().ToArray();
        for (var row = 0; row < rows.Length; row++)
            for (var column = 0; column < names.Length; column++)
                AssertValue(rows[row][column], actual[names[column]].Value(row)!);
    }

    static void AssertValue(JsonElement expected, object actual)
    {
        if (actual is double number)
        {
            AssertNear(expected.GetDouble(), number);
            return;
        }
        var values = expected.GetProperty("values").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        for (var i = 0; i < values.Length; i++) AssertNear(values[i], ((double[])actual)[i]);
    }

    static void AssertNear(double expected, double actual) => Assert.InRange(actual, expected - 1e-9 * (1 + Math.Abs(expected)), expected + 1e-9 * (1 + Math.Abs(expected)));

    static int Int(JsonElement set, string name, int otherwise) => set.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;

    static double Double(JsonElement set, string name) => set.TryGetProperty(name, out var value) ? value.GetDouble() : 0;

    static string? Text(JsonElement set, string name) => set.TryGetProperty(name, out var value) ? value.GetString() : null;
}
