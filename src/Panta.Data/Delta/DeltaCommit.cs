using System.Collections.Immutable;

namespace Panta.Data.Delta;

/// <summary>One version of a Delta table as its log tells it.</summary>
/// <param name="Version">The version.</param>
/// <param name="Timestamp">When it was committed, by the writer's clock; null where the writer did not say.</param>
/// <param name="Operation">What was done (WRITE, MERGE, OPTIMIZE …); null where the writer did not say.</param>
/// <param name="Parameters">The operation's parameters as text.</param>
public sealed record DeltaCommit(long Version, DateTimeOffset? Timestamp, string? Operation, ImmutableSortedDictionary<string, string> Parameters);
