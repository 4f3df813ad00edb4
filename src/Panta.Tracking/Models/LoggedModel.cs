using Panta.Tracking.Runs;

namespace Panta.Tracking.Models;

/// <summary>A model that a run logged: files, params, tags, and the metrics measured on it.</summary>
public sealed record LoggedModel
{
    /// <summary>The tag that lists the registered versions made from a logged model.</summary>
    public const string VersionsTag = "mlflow.modelVersions";

    /// <summary><c>m-</c> and 32 hexadecimal digits.</summary>
    public required string ModelId { get; init; }

    /// <summary>Its experiment's id.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>A name for people; not unique.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of model; may be empty.</summary>
    public required string ModelType { get; init; }

    /// <summary>The run that made it; empty for none.</summary>
    public required string SourceRunId { get; init; }

    /// <summary>The URI of its files.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary>Whether its files are there.</summary>
    public required LoggedModelStatus Status { get; init; }

    /// <summary>In milliseconds since 1970, UTC.</summary>
    public required long CreationTime { get; init; }

    /// <summary>In milliseconds since 1970, UTC.</summary>
    public required long LastUpdateTime { get; init; }

    /// <summary>Ordered by key. Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Ordered by key. Default none.</summary>
    public IReadOnlyList<Param> Params { get; init; } = [];

    /// <summary>All points measured on it, with run and dataset. Default none.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];
}
