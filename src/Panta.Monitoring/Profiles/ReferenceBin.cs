namespace Panta.Monitoring.Profiles;

/// <summary>A bin of a numeric reference column: values in [<paramref name="From"/>, the next bin's from).</summary>
/// <param name="From">The least value; null in the first bin, which is open below.</param>
/// <param name="Count">Rows of the reference in the bin.</param>
public readonly record struct ReferenceBin(double? From, long Count);
