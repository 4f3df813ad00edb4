namespace Panta.Server.Charts;

/// <summary>Reference and current window of one column over the same bins: shares, the reference as an outline, the current as a fill.</summary>
public sealed record Histogram
{
    /// <summary>One sentence with the finding, for those who cannot see the plot.</summary>
    public required string Finding { get; init; }

    /// <summary>What each bin is called: its left edge or, for a category, its value; one for each bin.</summary>
    public required IReadOnlyList<string> Bins { get; init; }

    /// <summary>Rows of the current window in each bin; the length of <see cref="Bins"/>.</summary>
    public required IReadOnlyList<double> Current { get; init; }

    /// <summary>Rows of the reference in each bin, or empty for a plain histogram. Default empty.</summary>
    public IReadOnlyList<double> Reference { get; init; } = [];

    /// <summary>The right edge of the last bin; empty for categories, whose names stand under the middle of their bins. Default empty.</summary>
    public string LastEdge { get; init; } = "";

    /// <summary>Name and unit of the column. Default empty.</summary>
    public string Unit { get; init; } = "";
}
