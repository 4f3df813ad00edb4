namespace Panta.Tracking.Runs;

/// <summary>Things to log to a run in one transaction: at most 1,000 metrics, 100 params, 100 tags, and 1,000 in all.</summary>
public sealed record RunBatch
{
    /// <summary>Default none.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Default none. A key comes once.</summary>
    public IReadOnlyList<Param> Params { get; init; } = [];

    /// <summary>Default none. Of a repeated key the last one stays.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];
}
