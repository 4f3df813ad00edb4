using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>The trees that <see cref="RandomForestClassifier"/> learned. Immutable; equal when parameters and trees are.</summary>
public sealed record RandomForestClassificationModel : IFeatureImportances
{
    /// <inheritdoc cref="RandomForestClassifier.FeaturesCol"/>
    public required string FeaturesCol { get; init; }

    /// <inheritdoc cref="RandomForestClassifier.PredictionCol"/>
    public required string PredictionCol { get; init; }

    /// <inheritdoc cref="RandomForestClassifier.RawPredictionCol"/>
    public required string RawPredictionCol { get; init; }

    /// <inheritdoc cref="RandomForestClassifier.ProbabilityCol"/>
    public required string ProbabilityCol { get; init; }

    /// <inheritdoc cref="RandomForestClassifier.Thresholds"/>
    public required ImmutableArray<double> Thresholds { get; init; }

    /// <inheritdoc cref="RandomForestClassifier.LeafCol"/>
    public required string LeafCol { get; init; }

    /// <summary>Gets the names of the classes; empty where the label column had none.</summary>
    public required ImmutableArray<string> ClassNames { get; init; }

    /// <summary>Gets the number of classes, ≥ 2.</summary>
    public required int NumClasses { get; init; }

    /// <summary>Gets the trees; statistics of a node are the weights of its classes.</summary>
    public required TreeEnsemble Trees { get; init; }

    /// <summary>Gets the number of features.</summary>
    public int NumFeatures => Trees.NumFeatures;

    /// <summary>
    /// Gets how much each feature contributes: gain times weight of the nodes that split on it, scaled to sum 1 in each tree, the sum over trees scaled again;
    /// all 0 when nothing was split.
    /// Computed at each call.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<double> FeatureImportances => FeatureImportance.OfGains(Trees, node => Impurities.Sum(Trees.NodeStats(node)));

    FeatureColumns Features => new(FeaturesCol, []);

    ClassificationColumns Columns => new(RawPredictionCol, ProbabilityCol, PredictionCol, ClassNames);

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var output = OutputSchema(data.Schema);
        var validity = Features.Validity(data);
        var raw = TreePredictions.ClassWeights(Trees, Features, data, normalize: true);
        var probability = TreePredictions.Normalize(raw, NumClasses);
        var prediction = ClassThresholds.Choose(probability, NumClasses, Thresholds.AsSpan());
        return data.With(output, [.. Columns.Of(validity, NumClasses, raw, probability, prediction), .. TreePredictions.Leaves(Trees, Features, data, LeafCol, asVector: true)]);
    }

    internal Schema OutputSchema(StageCheck check)
    {
        Features.Check(check);
        Columns.Check(check);
        check.OptionalOutput("LeafCol", LeafCol);
        check.Throw();
        var nullable = Features.AreNullable(check.Input);
        return Columns.AddTo(check.Input, nullable).WithOutput(new(LeafCol, DataType.Vector) { Nullable = nullable });
    }
}
