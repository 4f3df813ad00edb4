using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Learning.Pipelines;

/// <summary>How much a feature counts in a fitted pipeline.</summary>
/// <param name="Feature">The slot's name; <c>slot 3</c> where it has none.</param>
/// <param name="Value">Its share, ≥ 0; all shares together are 1.</param>
public readonly record struct Importance(string Feature, double Value)
{
    /// <summary>The importances of a fitted pipeline's features, the greatest first; those of its last model that can tell. Empty where none can.</summary>
    /// <param name="model">The fitted pipeline.</param>
    /// <param name="input">The columns it is applied to, as in its signature's inputs.</param>
    /// <exception cref="ArgumentException">The pipeline cannot be applied to such rows.</exception>
    public static ImmutableArray<Importance> Of(PipelineModel model, Schema input)
    {
        var at = Enumerable.Range(0, model.Stages.Length).LastOrDefault(i => model.Stages[i] is IFeatureImportances, -1);
        if (at < 0) return [];

        var source = (IFeatureImportances)model.Stages[at];
        var names = source.FeatureNames(new PipelineModel(model.Stages[..at]).OutputSchema(input));
        return [.. source.FeatureImportances.Select((value, slot) => new Importance(names.IsEmpty ? $"slot {slot}" : names[slot],
            value)).OrderByDescending(importance => importance.Value)];
    }
}
