namespace Panta.Data.Delta;

/// <summary>Another writer committed a change first which this one cannot follow. Nothing was changed; run it again, and it sees the other's change.</summary>
/// <param name="path">The table.</param>
/// <param name="conflict">What the two have in common.</param>
/// <param name="version">The version that the other writer made.</param>
/// <param name="operation">What the other writer did, as its commit says; null where it does not.</param>
/// <param name="reason">What conflicts.</param>
public sealed class DeltaConflictException(string path, DeltaConflict conflict, long version, string? operation, string reason)
    : IOException($"Delta table '{path}': another writer made version {version}{(operation is null ? "" : $" ({operation})")} in between, {reason}. Nothing was changed: run it again.")
{
    /// <summary>Gets the table.</summary>
    public string Path { get; } = path;

    /// <summary>Gets what the two changes have in common.</summary>
    public DeltaConflict Conflict { get; } = conflict;

    /// <summary>Gets the version that the other writer made.</summary>
    public long Version { get; } = version;

    /// <summary>Gets what the other writer did, as its commit says; null where it does not.</summary>
    public string? Operation { get; } = operation;
}
