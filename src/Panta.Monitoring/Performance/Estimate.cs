namespace Panta.Monitoring.Performance;

/// <summary>A figure with its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Lower">Lower end of the interval. Null: none could be computed.</param>
/// <param name="Upper">Upper end of the interval. Null: none could be computed.</param>
public readonly record struct Estimate(double Value, double? Lower = null, double? Upper = null);
