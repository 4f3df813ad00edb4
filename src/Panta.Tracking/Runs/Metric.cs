namespace Panta.Tracking.Runs;

/// <summary>One point of a metric.</summary>
/// <param name="Key">Up to 250 characters.</param>
/// <param name="Value">Any double; NaN and infinities included.</param>
/// <param name="Timestamp">Milliseconds since 1970, UTC; at least 0.</param>
/// <param name="Step">The training step; may be negative.</param>
public sealed record Metric(string Key, double Value, long Timestamp, long Step = 0)
{
    /// <summary>The logged model that was measured; empty for none. Default empty.</summary>
    public string ModelId { get; init; } = "";

    /// <summary>The dataset it was measured on; empty for none. Default empty.</summary>
    public string DatasetName { get; init; } = "";

    /// <summary>That dataset's digest; given exactly when the name is. Default empty.</summary>
    public string DatasetDigest { get; init; } = "";

    /// <summary>The run it was logged to; set on metrics that are read across runs. Default empty.</summary>
    public string RunId { get; init; } = "";
}
