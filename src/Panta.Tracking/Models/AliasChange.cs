namespace Panta.Tracking.Models;

/// <summary>A move of an alias that happened.</summary>
public sealed record AliasChange
{
    /// <summary>Grows with every move of any alias.</summary>
    public required long Change { get; init; }

    /// <summary>The registered model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>The version it points to since; null where it was removed.</summary>
    public required long? Version { get; init; }

    /// <summary>The version it pointed to before; null where it was new.</summary>
    public required long? PreviousVersion { get; init; }

    /// <summary>When, by the clock of who moved it; UTC, to the millisecond.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who decided.</summary>
    public required string Who { get; init; }

    /// <summary>Why, for people; may be empty.</summary>
    public required string Why { get; init; }

    /// <summary>The numbers behind the decision, as JSON; null for none.</summary>
    public required string? Evidence { get; init; }
}
