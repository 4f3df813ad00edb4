using Panta.Tracking.Runs;

namespace Panta.Tracking.Models;

/// <summary>What a model version is made from.</summary>
public sealed record NewModelVersion
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The URI of its files: a place in the artifact store, a remote one, <c>models:/NAME/VERSION</c> or <c>models:/m-ID</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The run that made it. Default: that of the logged model, else none.</summary>
    public string RunId { get; init; } = "";

    /// <summary>A link to that run. Default none.</summary>
    public string RunLink { get; init; } = "";

    /// <summary>The logged model it is. Default: that of the source <c>models:/m-ID</c>, else none.</summary>
    public string ModelId { get; init; } = "";

    /// <summary>For people. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];
}
