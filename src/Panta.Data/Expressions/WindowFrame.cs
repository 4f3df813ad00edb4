namespace Panta.Data.Expressions;

/// <summary>The bounds of a window around the current row.</summary>
/// <param name="First">The lower bound; −<see cref="Unbounded"/> for none.</param>
/// <param name="Last">The upper bound; <see cref="Unbounded"/> for none.</param>
public sealed record WindowFrame(long First, long Last)
{
    /// <summary>Beyond the last row; its negative is before the first.</summary>
    public const long Unbounded = long.MaxValue;

    /// <summary>Gets whether bounds count rows; else they are added to the key of the order. Default false.</summary>
    public bool ByRows { get; init; }
}
