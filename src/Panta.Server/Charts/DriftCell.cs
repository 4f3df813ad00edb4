namespace Panta.Server.Charts;

/// <summary>One window of one column.</summary>
/// <param name="Start">Start of the window, milliseconds since 1970.</param>
/// <param name="End">End of the window, milliseconds since 1970.</param>
/// <param name="Level">0 where the window is as the reference's own windows are; 1 (least) to 6 (most) where it is further.</param>
/// <param name="Title">Window, distance and limit in words.</param>
public readonly record struct DriftCell(double Start, double End, int Level, string Title);
