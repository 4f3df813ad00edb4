namespace Panta.Tracking.Runs;

/// <summary>A group of runs that try to answer one question.</summary>
public sealed record Experiment
{
    /// <summary>Decimal digits; <c>0</c> is the experiment <c>Default</c> that is always there.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>Unique, up to 500 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The URI under which its runs keep files.</summary>
    public required string ArtifactLocation { get; init; }

    /// <summary>In use or deleted.</summary>
    public required LifecycleStage Stage { get; init; }

    /// <summary>When it was made, in milliseconds since 1970, UTC.</summary>
    public required long CreationTime { get; init; }

    /// <summary>When its name or stage last changed, in milliseconds since 1970, UTC.</summary>
    public required long LastUpdateTime { get; init; }

    /// <summary>Ordered by key. Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];
}
