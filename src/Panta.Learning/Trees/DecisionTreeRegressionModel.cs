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
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var output = OutputSchema(data.Schema);
        var validity = Features.Validity(data);
        double[] InLeaf(ImmutableArray<double> values) => TreePredictions.Sums(Trees, Features, data, values.AsMemory());
        return data.With(
            output,
            [
                .. OutputColumns.Numbers(PredictionCol, () => InLeaf(Trees.Value), validity),
                .. OutputColumns.Numbers(VarianceCol, () => InLeaf(Trees.Impurity), validity),
                .. TreePredictions.Leaves(Trees, Features, data, LeafCol, asVector: false),
            ]);
    }

    internal Schema OutputSchema(StageCheck check)
    {
        Features.Check(check);
        check.OptionalOutput("PredictionCol", PredictionCol);
        check.OptionalOutput("VarianceCol", VarianceCol);
        check.OptionalOutput("LeafCol", LeafCol);
        check.Throw();
        var nullable = Features.AreNullable(check.Input);
        return check.Input.WithNumbers(PredictionCol, nullable).WithNumbers(VarianceCol, nullable).WithNumbers(LeafCol, nullable);
    }
}
