using Panta.Learning.Pipelines;

namespace Panta.Learning.Persistence;

/// <summary>What a model folder holds.</summary>
/// <param name="Model">The fitted pipeline.</param>
/// <param name="Signature">What it takes and answers.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record SavedModel(PipelineModel Model, Signature Signature, ModelOrigin Origin);
