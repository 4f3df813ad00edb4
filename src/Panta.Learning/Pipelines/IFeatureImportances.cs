using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Learning.Pipelines;

/// <summary>A fitted model that can say how much each slot of its features counts.</summary>
public interface IFeatureImportances : ITransformer
{
    /// <summary>Gets the vector column that the model reads.</summary>
    string FeaturesCol { get; }

    /// <summary>
    /// Gets one number ≥ 0 a slot, together 1 (all 0 where no slot counts). Trees: the share of all gain; linear models: |coefficient| × standard deviation.
    /// </summary>
    ImmutableArray<double> FeatureImportances { get; }

    /// <summary>The names of the features, one a slot; empty where they are not known.</summary>
    /// <param name="input">The columns that go into the model.</param>
    ImmutableArray<string> FeatureNames(Schema input) => [.. (input[FeaturesCol].Slots ?? []).Select(slot => slot.Name)];
}
