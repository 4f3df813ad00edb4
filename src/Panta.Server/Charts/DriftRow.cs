namespace Panta.Server.Charts;

/// <summary>One column of a <see cref="DriftMap"/>.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Cells">Its windows, ascending by time.</param>
/// <param name="Note">What stands right of the row, such as "80 of 96 weeks".</param>
public sealed record DriftRow(string Column, IReadOnlyList<DriftCell> Cells, string Note);
