using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>The trees that <see cref="RandomForestRegressor"/> learned. Immutable; equal when parameters and trees are.</summary>
public sealed record RandomForestRegressionModel : IFeatureImportances
{
    /// <inheritdoc cref="RandomForestRegressor.FeaturesCol"/>
    public required string FeaturesCol { get; init; }

    /// <inheritdoc cref="RandomForestRegressor.PredictionCol"/>
    public required string PredictionCol { get; init; }

    /// <inheritdoc cref="RandomForestRegressor.LeafCol"/>
    public required string LeafCol { get; init; }

    /// <summary>Gets the trees; statistics of a node are weight, weighted sum and weighted sum of squares of its labels.</summary>
    public required TreeEnsemble Trees { get; init; }

    /// <summary>Gets the number of features.</summary>
    public int NumFeatures => Trees.NumFeatures;

    /// <summary>
    /// Gets how much each feature contributes: gain times weight of the nodes that split on it, scaled to sum 1 in each tree, the sum over trees scaled again;
    /// all 0 when nothing was split.
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
        return data.With(output,
            [.. OutputColumns.Numbers(PredictionCol, () => Means(data), Features.Validity(data)), .. TreePredictions.Leaves(Trees, Features, data, LeafCol, asVector: true)]);
    }

    internal Schema OutputSchema(StageCheck check)
    {
        Features.Check(check);
        check.OptionalOutput("PredictionCol", PredictionCol);
        check.OptionalOutput("LeafCol", LeafCol);
        check.Throw();
        var nullable = Features.AreNullable(check.Input);
        return check.Input.WithNumbers(PredictionCol, nullable).WithOutput(new(LeafCol, DataType.Vector) { Nullable = nullable });
    }

    double[] Means(Table data)
    {
        var means = TreePredictions.Sums(Trees, Features, data, Trees.Value.AsMemory());
        for (var row = 0; row < means.Length; row++) means[row] /= Trees.NumTrees;
        return means;
    }
}
