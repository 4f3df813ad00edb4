using Panta.Server.Charts;

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

    /// <summary>When it began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>How long it took; null while it runs.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>Who ran it. Default empty: not logged.</summary>
    public string User { get; init; } = "";

    /// <summary>Each metric with its last value, step and number of values.</summary>
    public required IReadOnlyList<(string Name, double Value, long Step, long Count)> Metrics { get; init; }

    /// <summary>Metrics with more than one value, as charts by step. Default none.</summary>
    public IReadOnlyList<Chart> Curves { get; init; } = [];

    /// <summary>Whether the curves' axes are logarithmic. Default false.</summary>
    public bool IsLog { get; init; }

    /// <summary>Params by name.</summary>
    public required IReadOnlyList<(string Name, string Value)> Params { get; init; }

    /// <summary>Tags by name, MLflow's own left out.</summary>
    public required IReadOnlyList<(string Name, string Value)> Tags { get; init; }

    /// <summary>The data it read: name, its page where it is a table here, context (train, test), rows where known, digest.</summary>
    public required IReadOnlyList<(string Name, string? Link, string Context, long? Rows, string Digest)> Datasets { get; init; }

    /// <summary>Artifacts: path, bytes (null for a folder), address.</summary>
    public required IReadOnlyList<(string Path, long? Bytes, string Link)> Artifacts { get; init; }

    /// <summary>Why the artifacts could not be listed. Default null.</summary>
    public Failure? ArtifactFailure { get; init; }

    /// <summary>What was registered from it: model, version, aliases, when.</summary>
    public required IReadOnlyList<(string Model, string Version, string Aliases, DateTimeOffset At)> Registered { get; init; }

    /// <summary>What made it: workflow, cause, search, code; what it is, in words, and its page where it has one. Default none.</summary>
    public IReadOnlyList<(string Term, string Text, string? Link)> Origin { get; init; } = [];

    /// <summary>The runs below it, as the trials of a search: id, name, metrics in words. Default none.</summary>
    public IReadOnlyList<(string Id, string Name, string Metrics)> Trials { get; init; } = [];
}
