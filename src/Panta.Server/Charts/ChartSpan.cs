namespace Panta.Server.Charts;

/// <summary>A named span of x; as a rule its start and end are the same.</summary>
/// <param name="Start">Where it begins; milliseconds since 1970 on a time axis.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Name">What it is called, such as "v5".</param>
public readonly record struct ChartSpan(double Start, double End, string Name);
