using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>One registered model: which version answers, since when, and why that one.</summary>
public sealed record ModelView
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>What people wrote of it. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>What it is for, in a line: the first of the description, or what its project says. Default empty.</summary>
    public string Lede { get; init; } = "";

    /// <summary>Tags that people set. Default none.</summary>
    public IReadOnlyList<(string Name, string Value)> Tags { get; init; } = [];

    /// <summary>Tags that clients keep for themselves. Default none.</summary>
    public IReadOnlyList<(string Name, string Value)> OwnTags { get; init; } = [];

    /// <summary>Aliases with their versions.</summary>
    public required IReadOnlyList<(string Alias, string Version)> Aliases { get; init; }

    /// <summary>The numbers of all versions, newest first.</summary>
    public required IReadOnlyList<string> Numbers { get; init; }

    /// <summary>The newest versions and those with an alias, newest first; all where they were asked for.</summary>
    public required IReadOnlyList<Version> Versions { get; init; }

    /// <summary>Every move of an alias, newest first.</summary>
    public required IReadOnlyList<Move> History { get; init; }

    /// <summary>From the table to the endpoint: icon, kind, name, link and a note of each. Default none.</summary>
    public IReadOnlyList<(string Icon, string Kind, string Name, string? Link, string Note)> Lineage { get; init; } = [];

    /// <summary>The gates the champion passed: name, what was measured, whether it passed. Default none.</summary>
    public IReadOnlyList<(string Name, string Measured, bool Passed)> Gates { get; init; } = [];

    /// <summary>The champion against the one before it. Default null.</summary>
    public DifferenceChart? Comparison { get; init; }

    /// <summary>What the comparison says, in a sentence. Default empty.</summary>
    public string ComparisonNote { get; init; } = "";

    /// <summary>The endpoints that follow the champion. Default none.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>The version a rollback would go to; null where there is none. Default null.</summary>
    public string? Previous { get; init; }

    internal string? Champion => Aliases.Where(alias => alias.Alias == "champion").Select(alias => alias.Version).FirstOrDefault();

    /// <summary>The monitor that watches it; null where none does. Default null.</summary>
    public string? Monitor { get; init; }

    /// <summary>What the versions are compared by, such as "mae"; null where their runs logged nothing. Default null.</summary>
    public string? Metric { get; init; }

    /// <summary>Whether the runs say that they logged the metric on rows they had held out. Default false.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>The metric's unit. Default empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>One version.</summary>
    public sealed record Version
    {
        /// <summary>Its number.</summary>
        public required string Number { get; init; }

        /// <summary>The metric as its run logged it; null where it did not.</summary>
        public required double? Logged { get; init; }

        /// <summary>The same metric over the labelled predictions it answered; null where it answered none. Default null.</summary>
        public double? Served { get; init; }

        /// <summary>When it was made.</summary>
        public required DateTimeOffset Created { get; init; }

        /// <summary>When it became champion last, on the clock of who moved it; null where it never was. Default null.</summary>
        public DateTimeOffset? Champion { get; init; }

        /// <summary>How long it was champion then; null where it never was. Default null.</summary>
        public TimeSpan? Reign { get; init; }

        /// <summary>champion, retired, rejected or registered.</summary>
        public required string State { get; init; }

        /// <summary>None, Staging, Production or Archived. Default None.</summary>
        public string Stage { get; init; } = "None";

        /// <summary>The rows it learnt from, or its description. Default empty.</summary>
        public string Note { get; init; } = "";

        /// <summary>The run it came from; null where unknown. Default null.</summary>
        public string? RunId { get; init; }

        /// <summary>That run's name; null where it is not in this store. Default null.</summary>
        public string? RunName { get; init; }
    }

    /// <summary>One move of an alias.</summary>
    /// <param name="Key">Unique among the moves.</param>
    /// <param name="What">What moved, as in "v14 → champion".</param>
    /// <param name="Kind">ok for a promotion, warn for a rollback, idle for a removal.</param>
    /// <param name="Icon">The icon of the kind.</param>
    /// <param name="At">When.</param>
    /// <param name="By">Who.</param>
    /// <param name="Why">The reason with its evidence.</param>
    public sealed record Move(string Key, string What, string Kind, string Icon, DateTimeOffset At, string By, string Why);
}
