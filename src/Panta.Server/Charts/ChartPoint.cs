namespace Panta.Server.Charts;

/// <summary>A value at x with its interval.</summary>
/// <param name="X">Where; milliseconds since 1970 on a time axis.</param>
/// <param name="Y">The value; NaN is a gap.</param>
/// <param name="Low">Lower end of the 95 % interval; NaN where there is none.</param>
/// <param name="High">Upper end of the 95 % interval; NaN where there is none.</param>
public readonly record struct ChartPoint(double X, double Y, double Low = double.NaN, double High = double.NaN);
