using Panta.Tracking.Runs;

namespace Panta.Tracking.Models;

/// <summary>A named line of model versions.</summary>
public sealed record RegisteredModel
{
    /// <summary>Unique; without <c>/</c> and <c>:</c>.</summary>
    public required string Name { get; init; }

    /// <summary>For people; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>In milliseconds since 1970, UTC.</summary>
    public required long CreationTime { get; init; }

    /// <summary>When it was changed, or a version made, moved between stages or deleted; in milliseconds since 1970, UTC.</summary>
    public required long LastUpdateTime { get; init; }

    /// <summary>Ordered by key. Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Ordered by name. Default none.</summary>
    public IReadOnlyList<ModelAlias> Aliases { get; init; } = [];

    /// <summary>Of each stage the version with the highest number. Default none.</summary>
    public IReadOnlyList<ModelVersion> LatestVersions { get; init; } = [];
}
