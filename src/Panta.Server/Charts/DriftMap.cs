namespace Panta.Server.Charts;

/// <summary>Columns × time: how far each window lies from the reference, coloured only where it is further than the reference's own windows are.</summary>
public sealed record DriftMap
{
    /// <summary>One sentence with the finding, for those who cannot see the plot.</summary>
    public required string Finding { get; init; }

    /// <summary>The time axis; the same as of the charts it stands under.</summary>
    public required ChartAxis X { get; init; }

    /// <summary>One row for each column, most often over first.</summary>
    public required IReadOnlyList<DriftRow> Rows { get; init; }
}
