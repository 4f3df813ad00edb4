using System.Collections.Immutable;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tuning;

/// <summary>One point of a grid: an estimator with its parameters set.</summary>
/// <param name="Parameters">The values that set it apart, by name; empty for a grid without axes.</param>
/// <param name="Estimator">The estimator.</param>
public sealed record Candidate(ImmutableSortedDictionary<string, string> Parameters, IEstimator Estimator);
