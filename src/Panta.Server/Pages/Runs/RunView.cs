using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>One run: how good, finished, registered as what, from which data, and how to repeat it.</summary>
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

    /// <summary>The data it read: name, context (train, test), rows where known, digest.</summary>
    public required IReadOnlyList<(string Name, string Context, long? Rows, string Digest)> Datasets { get; init; }

    /// <summary>Artifacts: path, bytes (null for a folder), address.</summary>
    public required IReadOnlyList<(string Path, long? Bytes, string Link)> Artifacts { get; init; }

    /// <summary>Why the artifacts could not be listed. Default null.</summary>
    public Failure? ArtifactFailure { get; init; }

    /// <summary>What was registered from it: model, version, aliases, when.</summary>
    public required IReadOnlyList<(string Model, string Version, string Aliases, DateTimeOffset At)> Registered { get; init; }

    /// <summary>The command that repeats it. Default empty: unknown.</summary>
    public string Command { get; init; } = "";
}
