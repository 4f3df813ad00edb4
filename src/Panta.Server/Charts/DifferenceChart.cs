namespace Panta.Server.Charts;

/// <summary>Two models on the same rows: the difference by segment with its paired interval around a strong zero, never two bars to subtract by eye.</summary>
public sealed record DifferenceChart
{
    /// <summary>One sentence with the finding, for those who cannot see the plot.</summary>
    public required string Finding { get; init; }

    /// <summary>One line for each segment, the whole first.</summary>
    public required IReadOnlyList<Difference> Segments { get; init; }

    /// <summary>The words at the left end. Default "← challenger better".</summary>
    public string LeftEnd { get; init; } = "← challenger better";

    /// <summary>The words at the right end. Default "champion better →".</summary>
    public string RightEnd { get; init; } = "champion better →";
}
