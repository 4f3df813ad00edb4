namespace Panta.Server.Pages;

/// <summary>One run: how good, finished, registered as what, from which data, and what made it.</summary>
public sealed record RunView
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its experiment: id and name.</summary>
    public required (string Id, string Name) Experiment { get; init; }

    /// <summary>FINISHED, RUNNING, FAILED, KILLED or SCHEDULED.</summary>
    public required string Status { get; init; }

    /// <summary>Whether it is deleted and may be restored. Default false.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>How long it took; null while it runs.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>Who ran it. Default empty: not logged.</summary>
    public string User { get; init; } = "";

    /// <summary>What people wrote of it. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Each metric with its last value and step, those of one value first, the system's apart.</summary>
    public required IReadOnlyList<(string Name, double Value, long Step)> Metrics { get; init; }

    /// <summary>How its curves are looked at.</summary>
    public required CurveChoice Choice { get; init; }

    /// <summary>Metrics with more than one point whose names are looked for. Default none.</summary>
    public IReadOnlyList<CurveLine> Curves { get; init; } = [];

    /// <summary>The same of what the machine reported: processor, memory, accelerators. Default none.</summary>
    public IReadOnlyList<CurveLine> System { get; init; } = [];

    /// <summary>How many metrics make curves, whatever is looked for. Default 0.</summary>
    public int CurveCount { get; init; }

    /// <summary>Params by name.</summary>
    public required IReadOnlyList<(string Name, string Value)> Params { get; init; }

    /// <summary>Tags that people set.</summary>
    public required IReadOnlyList<(string Name, string Value)> Tags { get; init; }

    /// <summary>Tags that clients keep for themselves. Default none.</summary>
    public IReadOnlyList<(string Name, string Value)> OwnTags { get; init; } = [];

    /// <summary>The data it read: name, its page where it is a table here, context (train, test), rows where known, digest.</summary>
    public required IReadOnlyList<(string Name, string? Link, string Context, long? Rows, string Digest)> Datasets { get; init; }

    /// <summary>Models it logged or read: id, name, whether it read it, step, what was measured on it. Default none.</summary>
    public IReadOnlyList<(string Id, string Name, bool IsInput, long Step, string Metrics)> Models { get; init; } = [];

    /// <summary>Artifacts: path, bytes (null for a folder).</summary>
    public required IReadOnlyList<(string Path, long? Bytes)> Artifacts { get; init; }

    /// <summary>Where the artifacts are, where this server does not keep them. Default null.</summary>
    public string? ArtifactsElsewhere { get; init; }

    /// <summary>Why the artifacts could not be listed. Default null.</summary>
    public Failure? ArtifactFailure { get; init; }

    /// <summary>A look into the chosen artifact. Default null: none is chosen.</summary>
    public ArtifactPreview? Preview { get; init; }

    /// <summary>Why the chosen artifact cannot be looked into. Default null.</summary>
    public Failure? PreviewFailure { get; init; }

    /// <summary>What was registered from it: model, version, aliases, when.</summary>
    public required IReadOnlyList<(string Model, string Version, string Aliases, DateTimeOffset At)> Registered { get; init; }

    /// <summary>What made it: workflow, cause, search, code; what it is, in words, and its page where it has one. Default none.</summary>
    public IReadOnlyList<(string Term, string Text, string? Link)> Origin { get; init; } = [];

    /// <summary>The runs below it, as the trials of a search: id, name, metrics in words. Default none.</summary>
    public IReadOnlyList<(string Id, string Name, string Metrics)> Children { get; init; } = [];

    /// <summary>The page's address for a choice of curves and a file.</summary>
    internal string Link(CurveChoice choice, string? file) => $"/runs/{Id}{choice.Query(("file", file))}";

    /// <summary>The page's address with another choice of curves.</summary>
    internal string Link(CurveChoice choice) => Link(choice, Preview?.Path);
}
