namespace Panta.Workflows.Projects;

/// <summary>Where a model answers.</summary>
public sealed record EndpointPlan
{
    /// <summary>Gets the endpoint's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the alias that the endpoint follows. Default <c>champion</c>.</summary>
    public string Alias { get; init; } = "champion";

    /// <summary>Gets the name of a second endpoint that stays on the first model (alias <c>first</c>), to show what would be without retraining. Default null: none.</summary>
    public string? Frozen { get; init; }
}
