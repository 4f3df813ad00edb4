using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>The runs of an experiment that match a filter, best or newest first.</summary>
public sealed record RunsView
{
    /// <summary>All experiments with their number of runs.</summary>
    public required IReadOnlyList<(string Id, string Name, long Runs)> Experiments { get; init; }

    /// <summary>The experiment shown; null shows the runs of all. Default null.</summary>
    public string? ExperimentId { get; init; }

    /// <summary>The filter in the search grammar. Default empty.</summary>
    public string Filter { get; init; } = "";

    /// <summary>What is wrong with the filter; the table then shows what the rest of the address asks for. Default null.</summary>
    public string? FilterProblem { get; init; }

    /// <summary>The column sorted by, such as <c>metrics.mae</c> or <c>start</c>. Default start.</summary>
    public string Sort { get; init; } = "start";

    /// <summary>Whether small comes first. Default false.</summary>
    public bool Ascending { get; init; }

    /// <summary>The metrics that have columns.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>The params that have columns.</summary>
    public required IReadOnlyList<string> Params { get; init; }

    /// <summary>The runs on this page.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>How many runs match; at least the number of lines.</summary>
    public required long Matched { get; init; }

    /// <summary>The chosen runs side by side; null where fewer than two are chosen. Default null.</summary>
    public Comparison? Compared { get; init; }

    /// <summary>Whether all runs shown have finished: then the word stands once, under the table.</summary>
    internal bool IsAllFinished => Lines.All(line => line.Status == "FINISHED");

    /// <summary>One run in the table.</summary>
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

    /// <summary>The address of this view with something changed: pairs of name and value; an empty value drops the name.</summary>
    internal string Link(params (string Name, string Value)[] changes)
    {
        var query = new List<(string Name, string Value)>
        {
            ("experiment", ExperimentId ?? ""), ("filter", Filter), ("sort", Sort == "start" ? "" : Sort), ("order", Ascending ? "asc" : ""),
        };
        query.AddRange(Lines.Where(line => line.Colour > 0).OrderBy(line => line.Colour).Select(line => ("select", line.Id)));
        foreach (var (name, _) in changes) query.RemoveAll(pair => pair.Name == name);
        query.AddRange(changes);
        var text = string.Join('&', query.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return text.Length == 0 ? "/runs" : $"/runs?{text}";
    }
}
