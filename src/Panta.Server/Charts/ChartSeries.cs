namespace Panta.Server.Charts;

/// <summary>One line of a <see cref="Chart"/>.</summary>
/// <param name="Name">What the label beside it says.</param>
/// <param name="Colour">The category colour, 1–8; 8 is grey, for what is frozen or former.</param>
/// <param name="Points">Ascending by x; a NaN value is a gap in the line.</param>
public sealed record ChartSeries(string Name, int Colour, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>What stands in bold beside the name, such as the last value. Default empty.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whether the line is 1.25 px for a former thing, rather than 2 px. Default false.</summary>
    public bool IsFormer { get; init; }

    /// <summary>Whether the line is an estimate and therefore dashed. Default false.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>Whether the last point is of a window still open: it is joined by dots and drawn hollow. Default false.</summary>
    public bool LastIsOpen { get; init; }
}
