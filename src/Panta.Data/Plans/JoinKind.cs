namespace Panta.Data.Plans;

/// <summary>Which rows a join keeps.</summary>
public enum JoinKind
{
    /// <summary>Pairs that match.</summary>
    Inner,

    /// <summary>Pairs that match, and left rows without a match.</summary>
    LeftOuter,

    /// <summary>Pairs that match, and right rows without a match.</summary>
    RightOuter,

    /// <summary>Pairs that match, and rows of either side without a match.</summary>
    FullOuter,

    /// <summary>Left rows with a match, each once; no column of the right side.</summary>
    LeftSemi,

    /// <summary>Left rows without a match; no column of the right side.</summary>
    LeftAnti,

    /// <summary>All pairs.</summary>
    Cross,
}
