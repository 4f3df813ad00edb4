namespace Panta.Tracking.Runs;

/// <summary>How many points a metric of a run has, and between which steps and times they lie.</summary>
/// <param name="Count">Points; at least 1.</param>
/// <param name="FirstStep">The smallest step.</param>
/// <param name="LastStep">The greatest step.</param>
/// <param name="FirstTime">The first timestamp, in milliseconds since 1970, UTC.</param>
/// <param name="LastTime">The last timestamp.</param>
public sealed record MetricExtent(long Count, long FirstStep, long LastStep, long FirstTime, long LastTime);
