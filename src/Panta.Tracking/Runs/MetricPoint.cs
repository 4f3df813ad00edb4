namespace Panta.Tracking.Runs;

/// <summary>One point of a metric without its name, for histories that are too long for <see cref="Metric"/>.</summary>
/// <param name="Step">The training step; may be negative.</param>
/// <param name="Timestamp">Milliseconds since 1970, UTC.</param>
/// <param name="Value">Any double; NaN and infinities included.</param>
public readonly record struct MetricPoint(long Step, long Timestamp, double Value);
