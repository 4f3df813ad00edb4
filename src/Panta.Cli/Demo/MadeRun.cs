using Panta.Tracking.Runs;

namespace Panta.Cli.Demo;

/// <summary>A run as it will be logged: made up, but as a training script would log it.</summary>
sealed record MadeRun
{
    public required string Name { get; init; }

    public required string User { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets how long it took; null while it runs.</summary>
    public required TimeSpan? Length { get; init; }

    public required RunStatus Status { get; init; }

    public required IReadOnlyList<Param> Params { get; init; }

    public required IReadOnlyList<Metric> Metrics { get; init; }

    public required IReadOnlyList<Tag> Tags { get; init; }
}
