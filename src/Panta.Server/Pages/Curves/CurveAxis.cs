namespace Panta.Server.Pages;

/// <summary>What the points of a metric are drawn by.</summary>
public enum CurveAxis
{
    /// <summary>The training step.</summary>
    Step,

    /// <summary>The time since the metric's first point in its run.</summary>
    Relative,

    /// <summary>The time of day, UTC.</summary>
    Wall,
}
