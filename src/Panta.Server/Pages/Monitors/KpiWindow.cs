namespace Panta.Server.Pages;

/// <summary>One window of a KPI: what was measured, against what limit, on how many labels.</summary>
public sealed record KpiWindow
{
    /// <summary>Start of the window, inclusive.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End of the window, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The KPI of the endpoint that is kept fresh; NaN while no label is there.</summary>
    public required double Value { get; init; }

    /// <summary>Lower end of its 95 % interval; NaN where there is none. Default NaN.</summary>
    public double Low { get; init; } = double.NaN;

    /// <summary>Upper end of its 95 % interval; NaN where there is none. Default NaN.</summary>
    public double High { get; init; } = double.NaN;

    /// <summary>The KPI of the frozen first model on the same rows; NaN where there is none. Default NaN.</summary>
    public double Frozen { get; init; } = double.NaN;

    /// <summary>The limit over (or under) which the window counts against the model; NaN where there is none. Default NaN.</summary>
    public double Limit { get; init; } = double.NaN;

    /// <summary>The mean truth of the window, for the KPI as a share of it; NaN where it makes no sense. Default NaN.</summary>
    public double MeanLabel { get; init; } = double.NaN;

    /// <summary>The version that answered last in the window; empty where none did. Default empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Labelled predictions. Default 0.</summary>
    public long Labels { get; init; }

    /// <summary>Predictions. Default 0.</summary>
    public long Predictions { get; init; }

    /// <summary>Whether the window breaks its limit. Default false.</summary>
    public bool IsOver { get; init; }

    /// <summary>Whether labels are still awaited. Default false.</summary>
    public bool IsOpen { get; init; }
}
