namespace Panta.Data.Summaries;

/// <summary>How strongly two numeric columns go together on a straight line.</summary>
/// <param name="First">The one column.</param>
/// <param name="Second">The other column, later in the table.</param>
/// <param name="Value">Pearson's coefficient over the rows where both are finite numbers, in [−1, 1]; NaN where one of them is constant or fewer than two rows are left.</param>
public readonly record struct Correlation(string First, string Second, double Value);
