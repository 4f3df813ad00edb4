using Panta.Tracking.Runs;

namespace Panta.Tracking.Models;

/// <summary>One version of a registered model.</summary>
public sealed record ModelVersion
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>From 1 on; a deleted version's number is not given again.</summary>
    public required long Version { get; init; }

    /// <summary>In milliseconds since 1970, UTC.</summary>
    public required long CreationTime { get; init; }

    /// <summary>In milliseconds since 1970, UTC.</summary>
    public required long LastUpdateTime { get; init; }

    /// <summary>For people; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary><c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Where it came from, as given.</summary>
    public required string Source { get; init; }

    /// <summary>The URI of its files.</summary>
    public required string Location { get; init; }

    /// <summary>The run that made it; may be empty.</summary>
    public required string RunId { get; init; }

    /// <summary>A link to that run, for people; may be empty.</summary>
    public required string RunLink { get; init; }

    /// <summary>The logged model it was made from; may be empty.</summary>
    public required string ModelId { get; init; }

    /// <summary>Ordered by key. Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The aliases that point to it, in order. Default none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}
