using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>A metric that makes a curve.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Address">What draws it.</param>
/// <param name="Csv">All its points as a file.</param>
/// <param name="Stamp">Changes when a point is added at its end.</param>
/// <param name="Drawn">The curve with the points there are and whether they were thinned; null where its address is to draw it. Default null.</param>
public sealed record CurveLine(string Metric, string Address, string Csv, string Stamp, (Chart Chart, long Points, bool IsThinned)? Drawn = null);
