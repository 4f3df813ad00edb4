namespace Panta.Server.Charts;

/// <summary>
/// A plot as a value: what it shows, free of pixels and colours. The same record is drawn as SVG on the server (first paint, no script, report)
/// and as an interactive canvas in the browser. Equality is by reference of its lists.
/// </summary>
public sealed record Chart
{
    /// <summary>Unique on its page; names the element that live updates replace.</summary>
    public required string Id { get; init; }

    /// <summary>One sentence with the finding, for those who cannot see the plot.</summary>
    public required string Finding { get; init; }

    /// <summary>The horizontal axis: time or a number.</summary>
    public required ChartAxis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required ChartAxis Y { get; init; }

    /// <summary>The lines, back to front. Default none.</summary>
    public IReadOnlyList<ChartSeries> Series { get; init; } = [];

    /// <summary>Rows of marks above the plot, one kind a lane, top to bottom. Default none.</summary>
    public IReadOnlyList<ChartLane> Lanes { get; init; } = [];

    /// <summary>Named spans between the lanes and the plot, such as the version that served. Default none.</summary>
    public IReadOnlyList<ChartSpan> Strip { get; init; } = [];

    /// <summary>A dashed limit as a polyline; a NaN breaks it. Default none.</summary>
    public IReadOnlyList<ChartPoint> Limit { get; init; } = [];

    /// <summary>Named vertical hairlines at values of x. Default none.</summary>
    public IReadOnlyList<ChartSpan> Rules { get; init; } = [];

    /// <summary>What the strip above the plot says at each x, ascending: exact time, value, interval, version. Default none.</summary>
    public IReadOnlyList<ChartNote> Notes { get; init; } = [];

    /// <summary>How the strip above the plot is made from the lines, where there are no notes. Default null: it is not.</summary>
    public ChartHover? Hover { get; init; }

    /// <summary>Whether labels stand at the lines' right ends; else in the clear beside their lines. Default false.</summary>
    public bool LabelsAtEnds { get; init; }

    /// <summary>Height in pixels at full width. Default 300.</summary>
    public int Height { get; init; } = 300;

    /// <summary>
    /// The width it is first drawn at: 1,120 px spans the page, 536 half of it, 344 an aside. Default 536. The canvas takes the width there is.
    /// </summary>
    public int Width { get; init; } = 536;

    internal bool IsWide => Width > 1000;

    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty => Series.All(series => series.Points.Count == 0);
}
