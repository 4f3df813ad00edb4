using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>The tree that <see cref="DecisionTreeRegressor"/> learned. Immutable; equal when parameters and trees are.</summary>
public sealed record DecisionTreeRegressionModel : IFeatureImportances
{
    /// <inheritdoc cref="DecisionTreeRegressor.FeaturesCol"/>
    public required string FeaturesCol { get; init; }

    /// <inheritdoc cref="DecisionTreeRegressor.PredictionCol"/>
    public required string PredictionCol { get; init; }

    /// <inheritdoc cref="DecisionTreeRegressor.VarianceCol"/>
    public required string VarianceCol { get; init; }

    /// <inheritdoc cref="DecisionTreeRegressor.LeafCol"/>
    public required string LeafCol { get; init; }

    /// <summary>Gets the tree; statistics of a node are weight, weighted sum and weighted sum of squares of its labels.</summary>
    public required TreeEnsemble Trees { get; init; }

    /// <summary>Gets the number of features.</summary>
    public int NumFeatures => Trees.NumFeatures;

    /// <summary>
    /// Gets how much each feature contributes: gain times weight of the nodes that split on it, scaled to sum 1; all 0 when nothing was split.
    /// Computed at each call.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<double> FeatureImportances => FeatureImportance.OfGains(Trees, node => Trees.NodeStats(node)[0]);

    FeatureColumns Features => new(FeaturesCol, []);

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        Check(input);
        var nullable = Features.AreNullable(input);
        var output = RegressionColumns.AddTo(RegressionColumns.AddTo(input, PredictionCol, nullable), VarianceCol, nullable);
        return LeafCol.Length == 0 ? output : output.With(new(LeafCol, DataType.Float64) { Nullable = nullable });
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        Check(data.Schema);
        var (validity, nullable) = (Features.Validity(data), Features.AreNullable(data.Schema));
        var means = TreePredictions.Sums(Trees, Features, data, Trees.Value.AsMemory());
        var output = RegressionColumns.AddTo(data, PredictionCol, means, validity, nullable);
        if (VarianceCol.Length > 0)
            output = RegressionColumns.AddTo(output, VarianceCol, TreePredictions.Sums(Trees, Features, data, Trees.Impurity.AsMemory()), validity, nullable);
        return TreePredictions.AddLeaves(Trees, Features, data, output, LeafCol, asVector: false);
    }

    void Check(Schema input) => ColumnChecks.Require(this, [.. Features.Problems(input), .. ColumnChecks.Outputs(input, PredictionCol, VarianceCol, LeafCol)]);
}
