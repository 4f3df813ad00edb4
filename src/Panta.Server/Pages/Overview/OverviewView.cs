namespace Panta.Server.Pages;

/// <summary>What needs someone, how each loop runs, and what was decided lately.</summary>
public sealed record OverviewView
{
    /// <summary>What needs attention, worst first.</summary>
    public required IReadOnlyList<Attention> Needs { get; init; }

    /// <summary>One line of stations a project.</summary>
    public required IReadOnlyList<Line> Projects { get; init; }

    /// <summary>One KPI chart a project.</summary>
    public required IReadOnlyList<Card> Cards { get; init; }

    /// <summary>The last decisions of all projects, newest first.</summary>
    public required IReadOnlyList<DecisionLine> Decisions { get; init; }

    /// <summary>How many alerts are open.</summary>
    public required int OpenAlerts { get; init; }

    /// <summary>Something to look at, or a sentence that all is quiet.</summary>
    /// <param name="Kind">bad, warn or ok.</param>
    /// <param name="Word">Alert, Pending, Watch or Quiet.</param>
    /// <param name="Icon">The icon beside the word.</param>
    /// <param name="Sentence">What is so.</param>
    /// <param name="Detail">Since when, why, what follows.</param>
    /// <param name="Link">The page that shows it.</param>
    /// <param name="Act">What the button says.</param>
    public sealed record Attention(string Kind, string Word, string Icon, string Sentence, string Detail, string Link, string Act);

    /// <summary>A project on its way through the six stations.</summary>
    /// <param name="Name">The project.</param>
    /// <param name="Link">Its monitor.</param>
    /// <param name="Stations">Data, Runs, Models, Endpoints, Monitors, Workflows.</param>
    /// <param name="Return">What the way back says: promoted, kept, last when.</param>
    public sealed record Line(string Name, string Link, IReadOnlyList<Station> Stations, string Return);

    /// <summary>One station of a project.</summary>
    /// <param name="Noun">Its name.</param>
    /// <param name="Value">Its live number.</param>
    /// <param name="Unit">What the number counts.</param>
    /// <param name="Note">The line under it.</param>
    /// <param name="Link">Its page.</param>
    /// <param name="State">empty, busy, warn or bad. Default empty.</param>
    public sealed record Station(string Noun, string Value, string Unit, string Note, string Link, string State = "");

    /// <summary>A project's KPI, frozen against kept fresh.</summary>
    /// <param name="Title">The finding.</param>
    /// <param name="Note">Period and range.</param>
    /// <param name="History">The KPI.</param>
    public sealed record Card(string Title, string Note, KpiHistory History);
}
