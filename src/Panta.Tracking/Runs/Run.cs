namespace Panta.Tracking.Runs;

/// <summary>One execution of training or evaluation code with what it logged.</summary>
public sealed record Run
{
    /// <summary>The tag that holds the run's name.</summary>
    public const string NameTag = "mlflow.runName";

    /// <summary>The tag that holds what people wrote of a run, or of an experiment, in Markdown.</summary>
    public const string NoteTag = "mlflow.note.content";

    /// <summary>32 lowercase hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>Its experiment's id.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>A name for people; not unique.</summary>
    public required string Name { get; init; }

    /// <summary>Who started it, as the client said; may be empty.</summary>
    public required string UserId { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>When it began, in milliseconds since 1970, UTC.</summary>
    public required long StartTime { get; init; }

    /// <summary>When it ended, in milliseconds since 1970, UTC; null while it has not.</summary>
    public required long? EndTime { get; init; }

    /// <summary>The URI of its files.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary>In use or deleted.</summary>
    public required LifecycleStage Stage { get; init; }

    /// <summary>Of each metric the point with the greatest step, then timestamp, then value; ordered by key. Default none.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Ordered by key. Default none.</summary>
    public IReadOnlyList<Param> Params { get; init; } = [];

    /// <summary>Ordered by key. Default none.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Datasets it read. Default none.</summary>
    public IReadOnlyList<DatasetInput> Datasets { get; init; } = [];

    /// <summary>Ids of logged models it read. Default none.</summary>
    public IReadOnlyList<string> ModelInputs { get; init; } = [];

    /// <summary>Logged models it made. Default none.</summary>
    public IReadOnlyList<ModelOutput> ModelOutputs { get; init; } = [];
}
