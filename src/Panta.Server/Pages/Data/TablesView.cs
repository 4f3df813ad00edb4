namespace Panta.Server.Pages;

/// <summary>All tables.</summary>
/// <param name="Lines">One line a table.</param>
public sealed record TablesView(IReadOnlyList<TablesView.Line> Lines)
{
    /// <summary>One table in the list.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">What it holds: source, predictions, labels, quarantine.</param>
    /// <param name="Version">Its last version.</param>
    /// <param name="Rows">Its rows; null where they are not counted.</param>
    /// <param name="Updated">When it was written last.</param>
    /// <param name="Passed">Expectations passed, of how many; null where it has none.</param>
    /// <param name="Quarantined">Rows set aside with a reason.</param>
    public sealed record Line(string Name, string Kind, long Version, long? Rows, DateTimeOffset? Updated, (int Passed, int Of)? Passed, long Quarantined);
}
