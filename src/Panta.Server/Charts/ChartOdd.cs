namespace Panta.Server.Charts;

/// <summary>A value that has no place on the vertical axis: it is marked on the edge of the plot, not dropped.</summary>
/// <param name="X">Where; milliseconds since 1970 on a time axis.</param>
/// <param name="Value">NaN or an infinity.</param>
public readonly record struct ChartOdd(double X, double Value);
