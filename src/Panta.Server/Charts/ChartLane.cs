namespace Panta.Server.Charts;

/// <summary>A row of marks of one kind above a plot.</summary>
/// <param name="Name">What stands left of it, such as "alerts".</param>
/// <param name="Marks">Ascending by x; marks nearer than 11 px are drawn as one with a count.</param>
public sealed record ChartLane(string Name, IReadOnlyList<ChartMark> Marks);
