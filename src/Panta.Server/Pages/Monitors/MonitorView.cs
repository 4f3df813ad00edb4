using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>One monitor: is the KPI within its limit, now and over time, and what was done about it.</summary>
public sealed record MonitorView
{
    /// <summary>The monitor's name.</summary>
    public required string Name { get; init; }

    /// <summary>The project it belongs to.</summary>
    public required string Project { get; init; }

    /// <summary>What is watched, from when to when, in a sentence.</summary>
    public required string Lede { get; init; }

    /// <summary>The KPI with its decisions over the chosen range.</summary>
    public required KpiHistory History { get; init; }

    /// <summary>The chosen range: <c>4w</c>, <c>13w</c>, <c>52w</c> or <c>all</c>. Default all.</summary>
    public string Range { get; init; } = "all";

    /// <summary>The state beside the name: kind, word and icon.</summary>
    public required (string Kind, string Word, string Icon) State { get; init; }

    /// <summary>The numbers on top, at most six.</summary>
    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>Drift of the inputs by window; null where none is measured. Default null.</summary>
    public DriftMap? Drift { get; init; }

    /// <summary>What the drift map compares with, in words. Default empty.</summary>
    public string DriftNote { get; init; } = "";

    /// <summary>Whether drift could have told what the KPI told, in a sentence. Default empty.</summary>
    public string DriftFinding { get; init; } = "";

    /// <summary>Why the drift map could not be made. Default null.</summary>
    public Failure? DriftFailure { get; init; }

    /// <summary>Columns that can be compared with their reference. Default none.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The column that is compared; empty for none. Default empty.</summary>
    public string Column { get; init; } = "";

    /// <summary>Reference against current of <see cref="Column"/>. Default null.</summary>
    public Histogram? Compared { get; init; }

    /// <summary>Test, statistic, p, effect and n of both, in words. Default empty.</summary>
    public string ComparedNote { get; init; } = "";

    /// <summary>The policy's name. Default empty: none.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The policy as terms and sentences. Default none.</summary>
    public IReadOnlyList<(string Term, string Text)> Rules { get; init; } = [];
}
