using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>The boosted trees that <see cref="HistGradientBoostingRegressor"/> learned. Immutable; equal when parameters and trees are.</summary>
public sealed record HistGradientBoostingRegressionModel : IFeatureImportances
{
    /// <inheritdoc cref="HistGradientBoostingRegressor.FeaturesCol"/>
    public required string FeaturesCol { get; init; }

    /// <inheritdoc cref="HistGradientBoostingRegressor.InputCols"/>
    public required ImmutableArray<string> InputCols { get; init; }

    /// <inheritdoc cref="HistGradientBoostingRegressor.PredictionCol"/>
    public required string PredictionCol { get; init; }

    /// <summary>Gets the scores to which the trees add: one number.</summary>
    public required ImmutableArray<double> Baseline { get; init; }

    /// <summary>Gets the trees in the order they were grown.</summary>
    public required TreeEnsemble Trees { get; init; }

    /// <summary>Gets the number of features.</summary>
    public int NumFeatures => Trees.NumFeatures;

    /// <summary>Gets each feature's share of all that splits took from the loss: sums to 1; all 0 when nothing was split. Computed at each call.</summary>
    [JsonIgnore]
    public ImmutableArray<double> FeatureImportances => FeatureImportance.OfGains(Trees, _ => 1, perTree: false);

    ImmutableArray<string> IFeatureImportances.FeatureNames(Schema input) => Features.Names(input);

    FeatureColumns Features => new(FeaturesCol, InputCols);

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var output = OutputSchema(data.Schema);
        return data.With(output, OutputColumns.Numbers(PredictionCol, () => TreePredictions.Scores(Trees, Features, data, Baseline), Features.Validity(data)));
    }

    internal Schema OutputSchema(StageCheck check)
    {
        Features.Check(check);
        check.OptionalOutput("PredictionCol", PredictionCol);
        check.Throw();
        return check.Input.WithNumbers(PredictionCol, Features.AreNullable(check.Input));
    }
}
