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

    /// <summary>Whether it is the raw line under a smoothed one: 1.25 px at 30 %. Default false.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Whether it is a single point that stands for a thing, drawn larger. Default false.</summary>
    public bool IsMark { get; init; }

    /// <summary>NaN and infinities, marked on the edge of the plot. Default none.</summary>
    public IReadOnlyList<ChartOdd> Odd { get; init; } = [];

    /// <summary>Whose line it is, such as a run's id: what a legend names to have it stand out. Default empty.</summary>
    public string Key { get; init; } = "";

    /// <summary>What the strip above the plot calls it, where <see cref="Name"/> is too short for that. Default empty: the name.</summary>
    public string Hint { get; init; } = "";
}
