namespace Panta.Tracking.Models;

/// <summary>An order to point an alias to a version, with who gave it and why.</summary>
public sealed record AliasMove
{
    /// <summary>The registered model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>The version to point to; null removes the alias.</summary>
    public required long? Version { get; init; }

    /// <summary>Who decided: a user's name, <c>page</c>, or <c>policy NAME</c>.</summary>
    public required string Who { get; init; }

    /// <summary>Why, for people. Default empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>The numbers behind the decision, as JSON; null for none (default).</summary>
    public string? Evidence { get; init; }

    /// <summary>When, by the project's clock; null for the system's now (default).</summary>
    public DateTimeOffset? At { get; init; }
}
