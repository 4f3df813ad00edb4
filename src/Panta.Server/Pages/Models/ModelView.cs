using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>One registered model: which version answers, since when, and why that one.</summary>
public sealed record ModelView
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Aliases with their versions.</summary>
    public required IReadOnlyList<(string Alias, string Version)> Aliases { get; init; }

    /// <summary>The versions, newest first.</summary>
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

    /// <summary>One version.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Metric">Its held-out metric; null where none was logged.</param>
    /// <param name="Created">When it was made.</param>
    /// <param name="Champion">When it became champion last, on the clock of who moved it; null where it never was.</param>
    /// <param name="State">champion, retired, rejected or registered.</param>
    /// <param name="Note">What it learnt from or its description.</param>
    /// <param name="RunId">The run it came from; null where unknown.</param>
    public sealed record Version(string Number, double? Metric, DateTimeOffset Created, DateTimeOffset? Champion, string State, string Note, string? RunId);

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
