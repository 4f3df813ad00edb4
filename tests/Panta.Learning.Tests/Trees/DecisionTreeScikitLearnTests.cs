using System.Text.Json;
using Panta.Learning.Trees;
using Panta.Tests;

namespace Panta.Learning.Tests.Trees;

/// <summary>Regression trees against scikit-learn 1.9.1 where the definitions agree: bins as many as values, no tie. Thresholds lie between the node's neighbours there, between all rows' here: the rows on each side are the same.</summary>
public sealed class DecisionTreeScikitLearnTests
{
    [SharedTheory("golden/models/learning/trees.json")]
    [InlineData("regression_squared_error_max_depth3", 3, 1)]
    [InlineData("regression_squared_error_max_depth6_min_samples_leaf5", 6, 5)]
    public void Regression_tree_is_scikit_learns(string name, int depth, int minRows)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Shared.Path("golden/models/learning/trees.json")));
        var input = document.RootElement.GetProperty("inputs").GetProperty("regression");
        var expected = document.RootElement.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).GetProperty("expected");
        var rows = input.GetProperty("X").EnumerateArray().Select(Numbers).ToArray();
        var table = Samples.ToTable([.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Select(row => row[i]).ToArray())], Numbers(input.GetProperty("y")));

        var model = new DecisionTreeRegressor { MaxDepth = depth, MinInstancesPerNode = minRows, MaxBins = 1024 }.Fit(table);

        var nodes = expected.GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(nodes.Count, model.Trees.TotalNumNodes);
        for (var i = 0; i < nodes.Count; i++) AssertNode(nodes[i], model.Trees, i);
        Assert.All(Numbers(expected.GetProperty("feature_importances")).Zip(model.FeatureImportances), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    static void AssertNode(JsonElement node, TreeEnsemble tree, int i)
    {
        Assert.Equal(node.GetProperty("samples").GetInt64(), tree.Count[i]);
        Assert.Equal(node.GetProperty("impurity").GetDouble(), tree.Impurity[i], 1e-8 * (1 + tree.Impurity[i]));
        Assert.Equal(node.TryGetProperty("feature", out var feature) ? feature.GetInt32() : -1, tree.Feature[i]);
    }

    static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];
}
