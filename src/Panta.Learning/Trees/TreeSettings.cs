using Panta.Data.Schemas;

namespace Panta.Learning.Trees;

/// <summary>The parameters that spark.ml's trees and forests share, as one value for their common fit.</summary>
sealed record TreeSettings
{
    public required string FeaturesCol { get; init; }

    public required string LabelCol { get; init; }

    public required string? WeightCol { get; init; }

    public required string Impurity { get; init; }

    public required int MaxDepth { get; init; }

    public required int MaxBins { get; init; }

    public required int MinInstancesPerNode { get; init; }

    public required double MinWeightFractionPerNode { get; init; }

    public required double MinInfoGain { get; init; }

    public required long Seed { get; init; }

    public int NumTrees { get; init; } = 1;

    public string FeatureSubsetStrategy { get; init; } = "all";

    public double SubsamplingRate { get; init; } = 1;

    public bool Bootstrap { get; init; }

    /// <summary>Problems with the columns, each a sentence.</summary>
    public IEnumerable<string> Problems(Schema schema)
    {
        var features = new FeatureColumns(FeaturesCol, []);
        var problems = features.Problems(schema).ToList();
        if (problems.Count == 0)
        {
            var categories = features.Categories(schema);
            for (var slot = 0; slot < categories.Length; slot++)
                if (categories[slot] > MaxBins)
                    problems.Add($"{features.Describe(slot)} has {categories[slot]} categories, more than MaxBins = {MaxBins}: raise it, or leave the column out.");
        }
        problems.AddRange(ColumnChecks.Numeric(schema, LabelCol, "label"));
        if (WeightCol is not null) problems.AddRange(ColumnChecks.Numeric(schema, WeightCol, "weight"));
        return problems;
    }

    /// <summary>Features to try at each node, by spark.ml's words.</summary>
    public int FeaturesPerNode(int features, bool classification) => (FeatureSubsetStrategy, NumTrees) switch
    {
        ("all", _) or ("auto", 1) => features,
        ("auto", _) => classification ? (int)Math.Ceiling(Math.Sqrt(features)) : (int)Math.Ceiling(features / 3.0),
        ("sqrt", _) => (int)Math.Ceiling(Math.Sqrt(features)),
        ("log2", _) => Math.Max(1, (int)Math.Ceiling(Math.Log2(features))),
        ("onethird", _) => (int)Math.Ceiling(features / 3.0),
        var (strategy, _) when int.TryParse(strategy, out var count) => Math.Min(count, features),
        var (strategy, _) => (int)Math.Ceiling(double.Parse(strategy) * features),
    };
}
