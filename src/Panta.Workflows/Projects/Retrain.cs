namespace Panta.Workflows.Projects;

/// <summary>When and on which rows a model is trained again.</summary>
public sealed record Retrain
{
    /// <summary>Gets what starts it. Default: an alert.</summary>
    public RetrainTrigger When { get; init; } = RetrainTrigger.Alert;

    /// <summary>
    /// Gets which one: the id of a check whose open alert starts it, or a cron expression (Quartz: seconds first) of a schedule. Default null: any check of
    /// quality.
    /// </summary>
    public string? On { get; init; }

    /// <summary>Gets how much of the newest labelled time is learned from. Default null: all rows since the first window that the alert was breached in.</summary>
    public Duration? Window { get; init; }

    /// <summary>Gets after how much labelled time a promoted model is challenged once more, by one that knows it. Default null: not.</summary>
    public Duration? Again { get; init; }

    /// <summary>Gets how long after a promotion no retrain starts. Default zero.</summary>
    public Duration Cooldown { get; init; }
}
