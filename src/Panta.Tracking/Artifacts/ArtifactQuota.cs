namespace Panta.Tracking.Artifacts;

/// <summary>How much may be kept. Default without end.</summary>
public sealed record ArtifactQuota
{
    /// <summary>The most bytes of all artifacts together; null (default) for any.</summary>
    public long? StoreBytes { get; init; }

    /// <summary>The most bytes of one experiment's artifacts, which are those below one first folder; null (default) for any.</summary>
    public long? ExperimentBytes { get; init; }

    /// <summary>Whether any number of bytes may be kept.</summary>
    public bool IsNone => StoreBytes is null && ExperimentBytes is null;
}
