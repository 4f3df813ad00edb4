namespace Panta.Server.Charts;

/// <summary>What a mark on a lane stands for; each has its own shape, colour comes second.</summary>
public enum MarkKind
{
    /// <summary>An alert opened: a filled triangle.</summary>
    Alert,

    /// <summary>A challenger was not better and the champion kept: a cross.</summary>
    Kept,

    /// <summary>A challenger became champion: a filled diamond, and a hairline through the plot.</summary>
    Promoted,

    /// <summary>The champion was rolled back: a bent arrow, and a hairline through the plot.</summary>
    RolledBack,
}
