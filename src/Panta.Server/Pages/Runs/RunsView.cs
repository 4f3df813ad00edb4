using Panta.Server.Charts;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>The runs of one or several experiments that match a filter, best or newest first.</summary>
public sealed record RunsView
{
    /// <summary>The experiments to choose from, with their number of runs: the newest, and those that are shown.</summary>
    public required IReadOnlyList<(string Id, string Name, long Runs)> Experiments { get; init; }

    /// <summary>How many experiments have runs.</summary>
    public required int AllExperiments { get; init; }

    /// <summary>The state that the page's address holds.</summary>
    public required RunsAddress Address { get; init; }

    /// <summary>The one experiment that is shown: its id and what people wrote of it; null where several are, or it is deleted. Default null.</summary>
    public (string Id, string Note)? Experiment { get; init; }

    /// <summary>What is wrong with the filter; the table then shows the runs without it. Default null.</summary>
    public string? FilterProblem { get; init; }

    /// <summary>The characters of the filter that are wrong: the first, and how many. Default none.</summary>
    public (int Start, int Length) FilterMark { get; init; }

    /// <summary>The search that the table scrolls through.</summary>
    public required string Result { get; init; }

    /// <summary>How many rows the table has.</summary>
    public required int Found { get; init; }

    /// <summary>What each clause of a filter that nothing matches finds by itself, the fewest first. Default none.</summary>
    public IReadOnlyList<(string Clause, long Runs)> Clauses { get; init; } = [];

    /// <summary>Whether the search found more rows than a table can have.</summary>
    public bool IsCut { get; init; }

    /// <summary>How many runs match now; more than the table's rows where some were logged since.</summary>
    public required long Matched { get; init; }

    /// <summary>How many runs there are without the filter.</summary>
    public required long All { get; init; }

    /// <summary>Whether all runs looked at have finished: then the word stands once, under the table.</summary>
    public bool IsAllFinished { get; init; }

    /// <summary>The columns after the run's name.</summary>
    public required IReadOnlyList<RunsColumn> Columns { get; init; }

    /// <summary>How many columns there are to choose from.</summary>
    public required int Choices { get; init; }

    /// <summary>How the run's name is sorted; null where it is not.</summary>
    public bool? NameSort { get; init; }

    /// <summary>The first rows; none where the viewer has them.</summary>
    public required IReadOnlyList<RunsBlock> Blocks { get; init; }

    /// <summary>What the rows are told with.</summary>
    public required RunsNames Names { get; init; }

    /// <summary>The chosen runs: id and name.</summary>
    public IReadOnlyList<(string Id, string Name)> Chosen { get; init; } = [];

    /// <summary>The chosen runs side by side; null where fewer than two or too many are chosen. Default null.</summary>
    public Comparison? Compared { get; init; }

    /// <summary>The query that rows of this table are fetched by: its columns named, its position left out.</summary>
    internal string RowsQuery => Whole.Link("");

    /// <summary>The address of all rows of this table as CSV.</summary>
    internal string CsvLink => Whole.Link("/runs/csv");

    // A filter that cannot be followed is none: the table shows the runs without it.
    RunsAddress Whole => Address with
    {
        Columns = [.. Columns.Select(column => column.Of)],
        Filter = FilterProblem is null ? Address.Filter : "",
        Start = 0,
        Selected = [],
    };

    /// <summary>The address without one clause of the filter.</summary>
    internal string Without(string clause) =>
        (Address with { Filter = string.Join(" and ", Clauses.Select(each => each.Clause).Where(each => each != clause)), Start = 0 }).Link();

    /// <summary>What makes two tables the same: all of the address but where it is scrolled to and what is chosen.</summary>
    internal string Own => (Address with { Start = 0, Selected = [] }).Link("own");

    /// <summary>The page's name: the experiment's, where there is one.</summary>
    internal string Title => Address.Experiments.Count switch
    {
        0 => "Runs",
        1 => Names.Experiments.GetValueOrDefault(Address.Experiments[0], Address.Experiments[0]),
        var several => $"{several} experiments",
    };

    /// <summary>This view with chosen runs.</summary>
    internal RunsView With(IReadOnlyList<Run> chosen, MetricHistory history) => this with
    {
        Chosen = [.. chosen.Select(run => (run.RunId, run.Name))],
        Compared = RunsViews.IsComparable(chosen.Count)
            ? RunComparison.Of([.. chosen.Select((run, i) => RunsViews.Line(run, i + 1))], chosen, history, Address.FirstSort.Column.ToString())
            : null,
    };

    /// <summary>One run in the comparison.</summary>
    public sealed record Line
    {
        /// <summary>The run's id.</summary>
        public required string Id { get; init; }

        /// <summary>The run's name.</summary>
        public required string Name { get; init; }

        /// <summary>FINISHED, RUNNING, FAILED, KILLED or SCHEDULED.</summary>
        public required string Status { get; init; }

        /// <summary>When it began.</summary>
        public required DateTimeOffset Start { get; init; }

        /// <summary>How long it took, or has taken so far; null where its end was not logged.</summary>
        public required TimeSpan? Duration { get; init; }

        /// <summary>The last value of each metric.</summary>
        public required IReadOnlyDictionary<string, double> Metrics { get; init; }

        /// <summary>The params.</summary>
        public required IReadOnlyDictionary<string, string> Params { get; init; }

        /// <summary>The version registered from it, such as "bikes v14", with its page. Default null.</summary>
        public (string Name, string Link)? Version { get; init; }

        /// <summary>The colour of the chosen run, 1–8; 0 where it is not chosen. Default 0.</summary>
        public int Colour { get; init; }
    }

    /// <summary>The chosen runs side by side.</summary>
    /// <param name="Runs">The chosen runs, in order of their colours.</param>
    /// <param name="Differing">Fields that differ: name and the text of each run.</param>
    /// <param name="Same">Names of the fields that are equal in all.</param>
    /// <param name="Curves">A metric by step, all runs overlaid; null where none has steps.</param>
    /// <param name="Warning">Why the runs may not be comparable, such as different data; null where they are.</param>
    public sealed record Comparison(
        IReadOnlyList<Line> Runs,
        IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Differing,
        IReadOnlyList<string> Same,
        Chart? Curves,
        string? Warning);
}
