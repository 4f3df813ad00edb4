using Panta.Tracking.Runs;

namespace Panta.Tracking.Models;

/// <summary>What a logged model is made from.</summary>
public sealed record NewLoggedModel
{
    /// <summary>Its experiment.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>Without <c>/ : . % " '</c>; null for one made up (default).</summary>
    public string? Name { get; init; }

    /// <summary>Default empty.</summary>
    public string ModelType { get; init; } = "";

    /// <summary>The run that makes it. Default none.</summary>
    public string SourceRunId { get; init; } = "";

    /// <summary>Default none.</summary>
    public IReadOnlyList<Param> Params { get; init; } = [];

    /// <summary>Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];
}
