namespace Panta.Tracking.Searches;

/// <summary>What kind of value runs are sorted by, and so how many bytes it takes.</summary>
enum SortKind
{
    /// <summary>0, 1 or 2.</summary>
    Flag,

    Integer,

    Real,

    Text,

    /// <summary>A run's id of 32 hexadecimal digits.</summary>
    Id,
}
