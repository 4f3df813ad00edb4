namespace Panta.Server.Charts;

/// <summary>Parallel coordinates: an axis for each field, a line for each thing that has them.</summary>
public sealed record ParallelPlot
{
    /// <summary>One sentence with the finding, for those who cannot see the plot.</summary>
    public required string Finding { get; init; }

    /// <summary>The axes, left to right; the last is what lines are coloured by.</summary>
    public required IReadOnlyList<Axis> Axes { get; init; }

    /// <summary>The lines, back to front.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>One field.</summary>
    /// <param name="Name">Its name, at the top.</param>
    /// <param name="Ticks">Where values stand, as shares of the axis from its foot, in [0, 1], and what they are.</param>
    public sealed record Axis(string Name, IReadOnlyList<(double Share, string Text)> Ticks);

    /// <summary>One thing.</summary>
    /// <param name="Key">Its id.</param>
    /// <param name="Title">What it is and its values, in words.</param>
    /// <param name="Shares">Where it crosses each axis; NaN where it has no value, which is below the foot.</param>
    /// <param name="Level">How much of the last axis' field it has, 3–6 of the sequential colours; 0 where it has none.</param>
    public sealed record Line(string Key, string Title, IReadOnlyList<double> Shares, int Level);
}
