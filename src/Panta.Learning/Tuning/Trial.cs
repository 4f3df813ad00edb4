using System.Collections.Immutable;

namespace Panta.Learning.Tuning;

/// <summary>What a candidate measured.</summary>
/// <param name="Index">The candidate's number, from 0.</param>
/// <param name="Parameters">What sets it apart.</param>
/// <param name="Metrics">The metric on each fold.</param>
/// <param name="Mean">The mean of the metrics.</param>
/// <param name="Deviation">Their standard deviation (by n); 0 for one fold.</param>
public sealed record Trial(int Index, ImmutableSortedDictionary<string, string> Parameters, ImmutableArray<double> Metrics, double Mean, double Deviation);
