using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>One decision of a project as the pages tell it.</summary>
public sealed record DecisionLine
{
    /// <summary>Unique among the decisions.</summary>
    public required string Key { get; init; }

    /// <summary>What was decided; null for what has no mark on a chart, such as a retrain that failed.</summary>
    public required MarkKind? Kind { get; init; }

    /// <summary>The project it was decided for.</summary>
    public required string Project { get; init; }

    /// <summary>What changed, such as "v14 → champion".</summary>
    public required string What { get; init; }

    /// <summary>What it rested on, with numbers.</summary>
    public required string Evidence { get; init; }

    /// <summary>Who decided: a policy, the monitor, a user.</summary>
    public required string By { get; init; }

    /// <summary>When, on the project's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the policy that decided. Default empty.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The run that was judged. Default null.</summary>
    public string? RunId { get; init; }

    /// <summary>The page of the evidence. Default null.</summary>
    public string? Link { get; init; }

    /// <summary>Whether nothing was decided because the work failed; then <see cref="Kind"/> is null. Default false.</summary>
    public bool IsFailed { get; init; }

    /// <summary>Whether this is the project's first model, which replaced none and has no mark. Default false.</summary>
    public bool IsFirst { get; init; }

    internal string Status => Kind switch
    {
        MarkKind.Alert => "bad",
        MarkKind.Kept => "idle",
        MarkKind.RolledBack => "warn",
        _ => IsFailed ? "bad" : "ok",
    };

    internal string Word => Kind switch
    {
        MarkKind.Alert => "Alert",
        MarkKind.Kept => "Kept",
        MarkKind.RolledBack => "Rolled back",
        MarkKind.Promoted => "Promoted",
        _ => IsFailed ? "Failed" : "Resolved",
    };

    internal string Icon => Kind switch
    {
        MarkKind.Alert => "alerts",
        MarkKind.Kept => "reject",
        MarkKind.RolledBack => "rollback",
        MarkKind.Promoted => "promote",
        _ => IsFailed ? "bad" : "ok",
    };
}
