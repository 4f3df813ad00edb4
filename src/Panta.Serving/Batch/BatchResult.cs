namespace Panta.Serving.Batch;

/// <summary>What scoring a file gave.</summary>
/// <param name="Rows">Rows scored.</param>
/// <param name="Version">The Delta table's version that holds them; −1 when the file had no rows.</param>
public sealed record BatchResult(long Rows, long Version);
