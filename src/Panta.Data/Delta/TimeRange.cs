namespace Panta.Data.Delta;

/// <summary>A half-open range of a timestamp column; null is no bound.</summary>
sealed record TimeRange(Leaf Column, DateTimeOffset? From, DateTimeOffset? Until);
