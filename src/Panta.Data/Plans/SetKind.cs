namespace Panta.Data.Plans;

/// <summary>How the rows of two sides make one set.</summary>
public enum SetKind
{
    /// <summary>The rows of both.</summary>
    Union,

    /// <summary>The rows that both have.</summary>
    Intersect,

    /// <summary>The left rows that the right side does not have.</summary>
    Except,
}
