namespace Panta.Tracking.Filters;

/// <summary>One key of an order: <c>prefix.key [ASC|DESC]</c>.</summary>
sealed record OrderClause(string? Prefix, string Key, bool Descending);
