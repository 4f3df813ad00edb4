namespace Panta.Server.Charts;

/// <summary>Something that happened at x.</summary>
/// <param name="Kind">What happened: it gives the shape.</param>
/// <param name="X">When; milliseconds since 1970.</param>
/// <param name="Title">The evidence in a sentence.</param>
/// <param name="Link">The page with the evidence; null where there is none.</param>
public sealed record ChartMark(MarkKind Kind, double X, string Title, string? Link = null);
