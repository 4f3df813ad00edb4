using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>Runs side by side: what differs, their curves, and how what was set goes with what came out.</summary>
public sealed record CompareView
{
    /// <summary>The runs, in the order of the address.</summary>
    public required IReadOnlyList<Line> Runs { get; init; }

    /// <summary>Metrics, params, tags and times; each with a value for every run.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>Whether equal fields are rows too; else they are named in one line. Default false.</summary>
    public bool ShowsAll { get; init; }

    /// <summary>Why the runs may not be comparable, such as different data; null where they are. Default null.</summary>
    public string? Warning { get; init; }

    /// <summary>How many runs of the address are not here. Default 0.</summary>
    public int Missing { get; init; }

    /// <summary>How curves are looked at.</summary>
    public required CurveChoice Choice { get; init; }

    /// <summary>Metrics with a curve in some of the runs. Default none.</summary>
    public IReadOnlyList<string> CurveMetrics { get; init; } = [];

    /// <summary>The chosen metric's curves; null where there is none. Default null.</summary>
    public CurveLine? Curve { get; init; }

    /// <summary>The runs with the chosen metric, greatest last value first. Default none.</summary>
    public IReadOnlyList<(Line Run, double Last)> Legend { get; init; } = [];

    /// <summary>The metric that lines and points are judged by; empty where there is none. Default empty.</summary>
    public string By { get; init; } = "";

    /// <summary>Metrics that can be chosen for it. Default none.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Params to the metric. Default null: nothing differs.</summary>
    public ParallelPlot? Parallel { get; init; }

    /// <summary>The least and greatest of the metric, in words. Default empty.</summary>
    public (string Low, string High) Range { get; init; } = ("", "");

    /// <summary>One param or metric against another. Default null.</summary>
    public Chart? Scatter { get; init; }

    /// <summary>What stands on the scatter plot's axes, as <c>params.x</c> or <c>metrics.y</c>. Default none.</summary>
    public (string X, string Y) Across { get; init; } = ("", "");

    /// <summary>What can stand there. Default none.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    internal string Ids => string.Join(',', Runs.Select(run => run.Id));

    /// <summary>One run.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Number">Its place, from 1.</param>
    /// <param name="Colour">1–7 for the first seven, 8 (grey) for the others.</param>
    /// <param name="Status">Its state.</param>
    /// <param name="Start">When it began.</param>
    public sealed record Line(string Id, string Name, int Number, int Colour, string Status, DateTimeOffset Start);

    /// <summary>One field of all runs.</summary>
    /// <param name="Kind">Metric, Param, Tag or Run.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Values">In words, one a run; an en dash where it was not logged.</param>
    /// <param name="Best">The places of the best values; empty where it is not known which way is better.</param>
    public sealed record Field(string Kind, string Name, IReadOnlyList<string> Values, IReadOnlyList<int> Best)
    {
        /// <summary>Whether the runs have different values.</summary>
        public bool Differs { get; } = Values.Distinct().Count() > 1;
    }

    /// <summary>The page's address with something changed: an empty value drops its name.</summary>
    internal string Link(CurveChoice choice, params (string Name, string Value)[] changes)
    {
        var pairs = new List<(string Name, string Value)>
        {
            ("runs", Ids), ("metric", Curve?.Metric ?? ""), ("by", By), ("show", ShowsAll ? "all" : ""), ("across", Across.X), ("up", Across.Y),
        };
        foreach (var (name, _) in changes) pairs.RemoveAll(pair => pair.Name == name);
        return "/compare" + choice.Query([.. pairs.Concat(changes).Select(pair => (pair.Name, (string?)pair.Value))]);
    }
}
