using Panta.Tracking.Artifacts;

namespace Panta.Tracking.Garbage;

/// <summary>What was removed for good; of a dry run, what would be.</summary>
public sealed record GarbageReport
{
    /// <summary>Runs, by id.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>Logged models, by id.</summary>
    public required IReadOnlyList<string> LoggedModels { get; init; }

    /// <summary>Experiments, by id.</summary>
    public required IReadOnlyList<string> Experiments { get; init; }

    /// <summary>Files of them.</summary>
    public ArtifactCount Artifacts { get; init; }

    /// <summary>Uploads that were cut short, whose parts went.</summary>
    public int Uploads { get; init; }

    /// <summary>What was deleted and long enough, and stays all the same.</summary>
    public required IReadOnlyList<GarbageKept> Kept { get; init; }

    /// <summary>Places of artifacts that this store does not keep, or that are not one thing's own: what is there stays.</summary>
    public required IReadOnlyList<string> Elsewhere { get; init; }
}
