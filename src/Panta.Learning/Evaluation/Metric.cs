using System.Collections.Immutable;

namespace Panta.Learning.Evaluation;

/// <summary>Evaluators by the name of what they measure, as project files and command lines give it.</summary>
public static class Metric
{
    static readonly ImmutableSortedDictionary<string, Func<string, Evaluator>> ByName = Build();

    /// <summary>Gets the names, such as <c>mae</c>, <c>accuracy</c>, <c>auc</c>.</summary>
    public static ImmutableArray<string> Names { get; } = [.. ByName.Keys];

    /// <summary>The evaluator of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="labelCol">The column of labels. Default <c>label</c>.</param>
    /// <exception cref="ArgumentException">No metric is called that.</exception>
    public static Evaluator For(string name, string labelCol = "label") =>
        ByName.TryGetValue(name, out var make) ? make(labelCol) : throw new ArgumentException(
            $"'{name}' is no metric. Known: {string.Join(", ", Names)}.", nameof(name));

    static ImmutableSortedDictionary<string, Func<string, Evaluator>> Build()
    {
        var names = ImmutableSortedDictionary.CreateBuilder<string, Func<string, Evaluator>>(StringComparer.Ordinal);
        foreach (var name in (ReadOnlySpan<string>)["rmse", "mse", "mae", "r2", "var"])
            names.Add(name, label => new RegressionEvaluator { MetricName = name, LabelCol = label });
        foreach (var name in (ReadOnlySpan<string>)["f1", "accuracy", "weightedPrecision", "weightedRecall", "logLoss", "hammingLoss"])
            names.Add(name, label => new MulticlassClassificationEvaluator { MetricName = name, LabelCol = label });
        foreach (var name in (ReadOnlySpan<string>)["areaUnderROC", "areaUnderPR"])
            names.Add(name, label => new BinaryClassificationEvaluator { MetricName = name, LabelCol = label });
        names.Add("auc", names["areaUnderROC"]);
        return names.ToImmutable();
    }
}
