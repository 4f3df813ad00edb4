using System.Collections.Immutable;

namespace Panta.Data.Delta;

/// <summary>What a vacuum deleted, or would.</summary>
/// <param name="Files">The files, below the table.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record DeltaVacuum(ImmutableArray<string> Files, long Bytes);
