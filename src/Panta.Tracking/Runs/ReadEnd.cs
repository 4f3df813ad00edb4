namespace Panta.Tracking.Runs;

/// <summary>Why reading the runs of a search ended.</summary>
enum ReadEnd
{
    /// <summary>All were read.</summary>
    Done,

    /// <summary>They take more memory than is allowed.</summary>
    TooMany,

    /// <summary>A value is not of the kind it was taken for.</summary>
    OtherKind,
}
