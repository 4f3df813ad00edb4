using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Rows of the table of runs that were read together, from a position on.</summary>
/// <param name="Start">The position of the first row, from 0; a multiple of <see cref="Size"/>.</param>
/// <param name="Runs">The runs; null where one was removed for good since the search.</param>
public sealed record RunsBlock(int Start, IReadOnlyList<Run?> Runs)
{
    /// <summary>Rows in a block: what is fetched and kept together.</summary>
    public const int Size = 50;
}
