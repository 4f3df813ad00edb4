namespace Panta.Data.Delta;

/// <summary>A mark that a commit leaves in the table, so that the same work is not done twice: of an application, how far it came.</summary>
/// <param name="AppId">The application's name for itself in this table.</param>
/// <param name="Version">How far it came with this commit; grows.</param>
public readonly record struct DeltaTransaction(string AppId, long Version);
