namespace Panta.Tracking.Filters;

/// <summary>One page of an answer.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The page's items in the order asked for.</param>
/// <param name="NextToken">Asks for the next page; null on the last one. Opaque.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken);
