namespace Panta.Tracking.Runs;

/// <summary>What a run is made from.</summary>
public sealed record NewRun
{
    /// <summary>Its experiment. Default <c>0</c>.</summary>
    public string ExperimentId { get; init; } = "0";

    /// <summary>Its name; empty for one made up (default).</summary>
    public string Name { get; init; } = "";

    /// <summary>Who starts it. Default empty.</summary>
    public string UserId { get; init; } = "";

    /// <summary>When it began, in milliseconds since 1970, UTC; null for now (default).</summary>
    public long? StartTime { get; init; }

    /// <summary>Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];
}
