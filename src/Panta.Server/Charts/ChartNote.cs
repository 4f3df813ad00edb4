namespace Panta.Server.Charts;

/// <summary>What the strip above a plot says at one x.</summary>
/// <param name="X">Where; milliseconds since 1970 on a time axis.</param>
/// <param name="Text">Exact time, value, interval, n and version in words.</param>
public readonly record struct ChartNote(double X, string Text);
