namespace Panta.Tracking.Models;

/// <summary>A move of a version between stages that happened.</summary>
public sealed record StageChange
{
    /// <summary>Grows with every move of any version.</summary>
    public required long Change { get; init; }

    /// <summary>The registered model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's number.</summary>
    public required long Version { get; init; }

    /// <summary>Where it is since: <c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Where it was before.</summary>
    public required string PreviousStage { get; init; }

    /// <summary>When; UTC, to the millisecond.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who moved it; may be empty.</summary>
    public required string Who { get; init; }

    /// <summary>Why, for people; may be empty.</summary>
    public required string Why { get; init; }
}
