namespace Panta.Tracking.Runs;

/// <summary>What a column of a table of runs shows.</summary>
public enum RunColumnKind
{
    /// <summary>What every run has: its state, start, user.</summary>
    Attribute,

    /// <summary>The last value of a metric.</summary>
    Metric,

    /// <summary>A param.</summary>
    Param,

    /// <summary>A tag.</summary>
    Tag,
}
